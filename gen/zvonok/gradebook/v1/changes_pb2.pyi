import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zvonok.gradebook.v1 import gradebook_pb2 as _gradebook_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RecordLessonsRequest(_message.Message):
    __slots__ = ("group", "saves")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    SAVES_FIELD_NUMBER: _ClassVar[int]
    group: str
    saves: _containers.RepeatedCompositeFieldContainer[_gradebook_pb2.RecordLessonRequest]
    def __init__(self, group: _Optional[str] = ..., saves: _Optional[_Iterable[_Union[_gradebook_pb2.RecordLessonRequest, _Mapping]]] = ...) -> None: ...

class RecordLessonsResponse(_message.Message):
    __slots__ = ("saves",)
    SAVES_FIELD_NUMBER: _ClassVar[int]
    saves: _containers.RepeatedCompositeFieldContainer[RecordedLesson]
    def __init__(self, saves: _Optional[_Iterable[_Union[RecordedLesson, _Mapping]]] = ...) -> None: ...

class RecordedLesson(_message.Message):
    __slots__ = ("request_id", "response", "refusal")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RESPONSE_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    response: _gradebook_pb2.RecordLessonResponse
    refusal: SaveRefusal
    def __init__(self, request_id: _Optional[str] = ..., response: _Optional[_Union[_gradebook_pb2.RecordLessonResponse, _Mapping]] = ..., refusal: _Optional[_Union[SaveRefusal, _Mapping]] = ...) -> None: ...

class SaveRefusal(_message.Message):
    __slots__ = ("rule", "message")
    RULE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    rule: str
    message: str
    def __init__(self, rule: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class WatchJournalRequest(_message.Message):
    __slots__ = ("group", "begin_date", "end_date")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    group: str
    begin_date: str
    end_date: str
    def __init__(self, group: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class WatchJournalResponse(_message.Message):
    __slots__ = ("lessons",)
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    lessons: _containers.RepeatedCompositeFieldContainer[MovedLesson]
    def __init__(self, lessons: _Optional[_Iterable[_Union[MovedLesson, _Mapping]]] = ...) -> None: ...

class MovedLesson(_message.Message):
    __slots__ = ("lesson", "change_number", "version", "person", "update_time", "gone")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    CHANGE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    GONE_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    change_number: int
    version: int
    person: str
    update_time: _timestamp_pb2.Timestamp
    gone: bool
    def __init__(self, lesson: _Optional[str] = ..., change_number: _Optional[int] = ..., version: _Optional[int] = ..., person: _Optional[str] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., gone: _Optional[bool] = ...) -> None: ...

class ListChangesRequest(_message.Message):
    __slots__ = ("place", "pupil", "line_item", "begin_date", "end_date", "page_size", "page_token")
    PLACE_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    LINE_ITEM_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    place: str
    pupil: str
    line_item: str
    begin_date: str
    end_date: str
    page_size: int
    page_token: str
    def __init__(self, place: _Optional[str] = ..., pupil: _Optional[str] = ..., line_item: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListChangesResponse(_message.Message):
    __slots__ = ("changes", "next_page_token")
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    changes: _containers.RepeatedCompositeFieldContainer[JournalChange]
    next_page_token: str
    def __init__(self, changes: _Optional[_Iterable[_Union[JournalChange, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class JournalChange(_message.Message):
    __slots__ = ("time", "person", "lesson", "date", "bell", "cell", "line_item", "category", "title", "pupil", "old_value", "new_value", "reason", "version")
    TIME_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    LESSON_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    CELL_FIELD_NUMBER: _ClassVar[int]
    LINE_ITEM_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    OLD_VALUE_FIELD_NUMBER: _ClassVar[int]
    NEW_VALUE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    time: _timestamp_pb2.Timestamp
    person: str
    lesson: str
    date: str
    bell: int
    cell: str
    line_item: str
    category: str
    title: str
    pupil: str
    old_value: str
    new_value: str
    reason: str
    version: int
    def __init__(self, time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., person: _Optional[str] = ..., lesson: _Optional[str] = ..., date: _Optional[str] = ..., bell: _Optional[int] = ..., cell: _Optional[str] = ..., line_item: _Optional[str] = ..., category: _Optional[str] = ..., title: _Optional[str] = ..., pupil: _Optional[str] = ..., old_value: _Optional[str] = ..., new_value: _Optional[str] = ..., reason: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...
