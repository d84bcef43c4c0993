from google.api import field_behavior_pb2 as _field_behavior_pb2
from zvonok.gradebook.v1 import gradebook_pb2 as _gradebook_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class BatchRecordMarksRequest(_message.Message):
    __slots__ = ("lesson", "request_id", "line_item", "new_line_item", "marks", "fill_value", "absent_due_date", "all_or_nothing")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    LINE_ITEM_FIELD_NUMBER: _ClassVar[int]
    NEW_LINE_ITEM_FIELD_NUMBER: _ClassVar[int]
    MARKS_FIELD_NUMBER: _ClassVar[int]
    FILL_VALUE_FIELD_NUMBER: _ClassVar[int]
    ABSENT_DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    ALL_OR_NOTHING_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    request_id: str
    line_item: str
    new_line_item: _gradebook_pb2.NewLineItem
    marks: _containers.RepeatedCompositeFieldContainer[SittingMark]
    fill_value: str
    absent_due_date: str
    all_or_nothing: bool
    def __init__(self, lesson: _Optional[str] = ..., request_id: _Optional[str] = ..., line_item: _Optional[str] = ..., new_line_item: _Optional[_Union[_gradebook_pb2.NewLineItem, _Mapping]] = ..., marks: _Optional[_Iterable[_Union[SittingMark, _Mapping]]] = ..., fill_value: _Optional[str] = ..., absent_due_date: _Optional[str] = ..., all_or_nothing: _Optional[bool] = ...) -> None: ...

class SittingMark(_message.Message):
    __slots__ = ("pupil", "value", "seen_version", "comment", "reason", "due_date")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    value: str
    seen_version: int
    comment: str
    reason: str
    due_date: str
    def __init__(self, pupil: _Optional[str] = ..., value: _Optional[str] = ..., seen_version: _Optional[int] = ..., comment: _Optional[str] = ..., reason: _Optional[str] = ..., due_date: _Optional[str] = ...) -> None: ...

class BatchRecordMarksResponse(_message.Message):
    __slots__ = ("saved", "skipped")
    SAVED_FIELD_NUMBER: _ClassVar[int]
    SKIPPED_FIELD_NUMBER: _ClassVar[int]
    saved: _gradebook_pb2.RecordLessonResponse
    skipped: _containers.RepeatedCompositeFieldContainer[SkippedPupil]
    def __init__(self, saved: _Optional[_Union[_gradebook_pb2.RecordLessonResponse, _Mapping]] = ..., skipped: _Optional[_Iterable[_Union[SkippedPupil, _Mapping]]] = ...) -> None: ...

class SkippedPupil(_message.Message):
    __slots__ = ("pupil", "why", "owed")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    WHY_FIELD_NUMBER: _ClassVar[int]
    OWED_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    why: str
    owed: bool
    def __init__(self, pupil: _Optional[str] = ..., why: _Optional[str] = ..., owed: _Optional[bool] = ...) -> None: ...

class UpdateLineItemRequest(_message.Message):
    __slots__ = ("lesson", "request_id", "line_item", "seen_version", "category", "title", "reason")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    LINE_ITEM_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    request_id: str
    line_item: str
    seen_version: int
    category: str
    title: str
    reason: str
    def __init__(self, lesson: _Optional[str] = ..., request_id: _Optional[str] = ..., line_item: _Optional[str] = ..., seen_version: _Optional[int] = ..., category: _Optional[str] = ..., title: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class UpdateLineItemResponse(_message.Message):
    __slots__ = ("line_item",)
    LINE_ITEM_FIELD_NUMBER: _ClassVar[int]
    line_item: _gradebook_pb2.LineItem
    def __init__(self, line_item: _Optional[_Union[_gradebook_pb2.LineItem, _Mapping]] = ...) -> None: ...

class DeleteLineItemRequest(_message.Message):
    __slots__ = ("lesson", "request_id", "line_item", "seen_version", "reason")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    LINE_ITEM_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    request_id: str
    line_item: str
    seen_version: int
    reason: str
    def __init__(self, lesson: _Optional[str] = ..., request_id: _Optional[str] = ..., line_item: _Optional[str] = ..., seen_version: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class DeleteLineItemResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
