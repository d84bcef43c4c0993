from google.api import field_behavior_pb2 as _field_behavior_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class HomeworkFile(_message.Message):
    __slots__ = ("file", "name", "media_type", "size")
    FILE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    MEDIA_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    file: str
    name: str
    media_type: str
    size: int
    def __init__(self, file: _Optional[str] = ..., name: _Optional[str] = ..., media_type: _Optional[str] = ..., size: _Optional[int] = ...) -> None: ...

class HomeworkItem(_message.Message):
    __slots__ = ("item", "lesson", "lesson_date", "subject_title", "text", "due_date", "due_next_lesson", "minutes", "files", "assignment", "version", "pupils", "done_by", "done_count", "pupil_count")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    LESSON_FIELD_NUMBER: _ClassVar[int]
    LESSON_DATE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    DUE_NEXT_LESSON_FIELD_NUMBER: _ClassVar[int]
    MINUTES_FIELD_NUMBER: _ClassVar[int]
    FILES_FIELD_NUMBER: _ClassVar[int]
    ASSIGNMENT_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    DONE_BY_FIELD_NUMBER: _ClassVar[int]
    DONE_COUNT_FIELD_NUMBER: _ClassVar[int]
    PUPIL_COUNT_FIELD_NUMBER: _ClassVar[int]
    item: str
    lesson: str
    lesson_date: str
    subject_title: str
    text: str
    due_date: str
    due_next_lesson: bool
    minutes: int
    files: _containers.RepeatedCompositeFieldContainer[HomeworkFile]
    assignment: bool
    version: int
    pupils: _containers.RepeatedScalarFieldContainer[str]
    done_by: _containers.RepeatedScalarFieldContainer[str]
    done_count: int
    pupil_count: int
    def __init__(self, item: _Optional[str] = ..., lesson: _Optional[str] = ..., lesson_date: _Optional[str] = ..., subject_title: _Optional[str] = ..., text: _Optional[str] = ..., due_date: _Optional[str] = ..., due_next_lesson: _Optional[bool] = ..., minutes: _Optional[int] = ..., files: _Optional[_Iterable[_Union[HomeworkFile, _Mapping]]] = ..., assignment: _Optional[bool] = ..., version: _Optional[int] = ..., pupils: _Optional[_Iterable[str]] = ..., done_by: _Optional[_Iterable[str]] = ..., done_count: _Optional[int] = ..., pupil_count: _Optional[int] = ...) -> None: ...

class PupilHomework(_message.Message):
    __slots__ = ("item", "lesson", "lesson_date", "subject_title", "text", "due_date", "due_next_lesson", "minutes", "files", "assignment", "done", "personal")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    LESSON_FIELD_NUMBER: _ClassVar[int]
    LESSON_DATE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    DUE_NEXT_LESSON_FIELD_NUMBER: _ClassVar[int]
    MINUTES_FIELD_NUMBER: _ClassVar[int]
    FILES_FIELD_NUMBER: _ClassVar[int]
    ASSIGNMENT_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    PERSONAL_FIELD_NUMBER: _ClassVar[int]
    item: str
    lesson: str
    lesson_date: str
    subject_title: str
    text: str
    due_date: str
    due_next_lesson: bool
    minutes: int
    files: _containers.RepeatedCompositeFieldContainer[HomeworkFile]
    assignment: bool
    done: bool
    personal: bool
    def __init__(self, item: _Optional[str] = ..., lesson: _Optional[str] = ..., lesson_date: _Optional[str] = ..., subject_title: _Optional[str] = ..., text: _Optional[str] = ..., due_date: _Optional[str] = ..., due_next_lesson: _Optional[bool] = ..., minutes: _Optional[int] = ..., files: _Optional[_Iterable[_Union[HomeworkFile, _Mapping]]] = ..., assignment: _Optional[bool] = ..., done: _Optional[bool] = ..., personal: _Optional[bool] = ...) -> None: ...

class GetLessonHomeworkRequest(_message.Message):
    __slots__ = ("lesson",)
    LESSON_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    def __init__(self, lesson: _Optional[str] = ...) -> None: ...

class GetLessonHomeworkResponse(_message.Message):
    __slots__ = ("items", "next_lesson_date")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NEXT_LESSON_DATE_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[HomeworkItem]
    next_lesson_date: str
    def __init__(self, items: _Optional[_Iterable[_Union[HomeworkItem, _Mapping]]] = ..., next_lesson_date: _Optional[str] = ...) -> None: ...

class ListHomeworkRequest(_message.Message):
    __slots__ = ("group", "begin_date", "end_date")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    group: str
    begin_date: str
    end_date: str
    def __init__(self, group: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class ListHomeworkResponse(_message.Message):
    __slots__ = ("items",)
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[HomeworkItem]
    def __init__(self, items: _Optional[_Iterable[_Union[HomeworkItem, _Mapping]]] = ...) -> None: ...

class SetAssignmentRequest(_message.Message):
    __slots__ = ("lesson", "request_id", "assignment", "seen_version", "text", "due_date", "minutes", "pupils", "add_uploads", "remove_files")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ASSIGNMENT_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    MINUTES_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    ADD_UPLOADS_FIELD_NUMBER: _ClassVar[int]
    REMOVE_FILES_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    request_id: str
    assignment: str
    seen_version: int
    text: str
    due_date: str
    minutes: int
    pupils: _containers.RepeatedScalarFieldContainer[str]
    add_uploads: _containers.RepeatedScalarFieldContainer[str]
    remove_files: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, lesson: _Optional[str] = ..., request_id: _Optional[str] = ..., assignment: _Optional[str] = ..., seen_version: _Optional[int] = ..., text: _Optional[str] = ..., due_date: _Optional[str] = ..., minutes: _Optional[int] = ..., pupils: _Optional[_Iterable[str]] = ..., add_uploads: _Optional[_Iterable[str]] = ..., remove_files: _Optional[_Iterable[str]] = ...) -> None: ...

class SetAssignmentResponse(_message.Message):
    __slots__ = ("item", "overloaded")
    ITEM_FIELD_NUMBER: _ClassVar[int]
    OVERLOADED_FIELD_NUMBER: _ClassVar[int]
    item: HomeworkItem
    overloaded: LoadDay
    def __init__(self, item: _Optional[_Union[HomeworkItem, _Mapping]] = ..., overloaded: _Optional[_Union[LoadDay, _Mapping]] = ...) -> None: ...

class WithdrawAssignmentRequest(_message.Message):
    __slots__ = ("lesson", "request_id", "assignment", "seen_version")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ASSIGNMENT_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    request_id: str
    assignment: str
    seen_version: int
    def __init__(self, lesson: _Optional[str] = ..., request_id: _Optional[str] = ..., assignment: _Optional[str] = ..., seen_version: _Optional[int] = ...) -> None: ...

class WithdrawAssignmentResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class SetHomeworkMinutesRequest(_message.Message):
    __slots__ = ("lesson", "request_id", "minutes")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    MINUTES_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    request_id: str
    minutes: int
    def __init__(self, lesson: _Optional[str] = ..., request_id: _Optional[str] = ..., minutes: _Optional[int] = ...) -> None: ...

class SetHomeworkMinutesResponse(_message.Message):
    __slots__ = ("overloaded",)
    OVERLOADED_FIELD_NUMBER: _ClassVar[int]
    overloaded: LoadDay
    def __init__(self, overloaded: _Optional[_Union[LoadDay, _Mapping]] = ...) -> None: ...

class UploadFileRequest(_message.Message):
    __slots__ = ("lesson", "request_id", "name", "chunk")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    request_id: str
    name: str
    chunk: bytes
    def __init__(self, lesson: _Optional[str] = ..., request_id: _Optional[str] = ..., name: _Optional[str] = ..., chunk: _Optional[bytes] = ...) -> None: ...

class UploadFileResponse(_message.Message):
    __slots__ = ("upload", "file")
    UPLOAD_FIELD_NUMBER: _ClassVar[int]
    FILE_FIELD_NUMBER: _ClassVar[int]
    upload: str
    file: HomeworkFile
    def __init__(self, upload: _Optional[str] = ..., file: _Optional[_Union[HomeworkFile, _Mapping]] = ...) -> None: ...

class DownloadFileRequest(_message.Message):
    __slots__ = ("lesson", "file")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    FILE_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    file: str
    def __init__(self, lesson: _Optional[str] = ..., file: _Optional[str] = ...) -> None: ...

class DownloadFileResponse(_message.Message):
    __slots__ = ("file", "pupils", "chunk")
    FILE_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    file: HomeworkFile
    pupils: _containers.RepeatedScalarFieldContainer[str]
    chunk: bytes
    def __init__(self, file: _Optional[_Union[HomeworkFile, _Mapping]] = ..., pupils: _Optional[_Iterable[str]] = ..., chunk: _Optional[bytes] = ...) -> None: ...

class DownloadPupilFileRequest(_message.Message):
    __slots__ = ("pupil", "file")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    FILE_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    file: str
    def __init__(self, pupil: _Optional[str] = ..., file: _Optional[str] = ...) -> None: ...

class DownloadPupilFileResponse(_message.Message):
    __slots__ = ("file", "pupil", "chunk")
    FILE_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    file: HomeworkFile
    pupil: str
    chunk: bytes
    def __init__(self, file: _Optional[_Union[HomeworkFile, _Mapping]] = ..., pupil: _Optional[str] = ..., chunk: _Optional[bytes] = ...) -> None: ...

class SetHomeworkDoneRequest(_message.Message):
    __slots__ = ("pupil", "request_id", "item", "done")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    DONE_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    request_id: str
    item: str
    done: bool
    def __init__(self, pupil: _Optional[str] = ..., request_id: _Optional[str] = ..., item: _Optional[str] = ..., done: _Optional[bool] = ...) -> None: ...

class SetHomeworkDoneResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class LoadDay(_message.Message):
    __slots__ = ("date", "items", "minutes", "not_estimated", "limit_minutes", "overloaded", "parts")
    DATE_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    MINUTES_FIELD_NUMBER: _ClassVar[int]
    NOT_ESTIMATED_FIELD_NUMBER: _ClassVar[int]
    LIMIT_MINUTES_FIELD_NUMBER: _ClassVar[int]
    OVERLOADED_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    date: str
    items: int
    minutes: int
    not_estimated: int
    limit_minutes: int
    overloaded: bool
    parts: _containers.RepeatedCompositeFieldContainer[LoadPart]
    def __init__(self, date: _Optional[str] = ..., items: _Optional[int] = ..., minutes: _Optional[int] = ..., not_estimated: _Optional[int] = ..., limit_minutes: _Optional[int] = ..., overloaded: _Optional[bool] = ..., parts: _Optional[_Iterable[_Union[LoadPart, _Mapping]]] = ...) -> None: ...

class LoadPart(_message.Message):
    __slots__ = ("subject_title", "minutes", "personal")
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    MINUTES_FIELD_NUMBER: _ClassVar[int]
    PERSONAL_FIELD_NUMBER: _ClassVar[int]
    subject_title: str
    minutes: int
    personal: bool
    def __init__(self, subject_title: _Optional[str] = ..., minutes: _Optional[int] = ..., personal: _Optional[bool] = ...) -> None: ...

class GetHomeworkLoadRequest(_message.Message):
    __slots__ = ("group", "begin_date", "end_date")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    group: str
    begin_date: str
    end_date: str
    def __init__(self, group: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class GetHomeworkLoadResponse(_message.Message):
    __slots__ = ("days", "limit_minutes")
    DAYS_FIELD_NUMBER: _ClassVar[int]
    LIMIT_MINUTES_FIELD_NUMBER: _ClassVar[int]
    days: _containers.RepeatedCompositeFieldContainer[LoadDay]
    limit_minutes: int
    def __init__(self, days: _Optional[_Iterable[_Union[LoadDay, _Mapping]]] = ..., limit_minutes: _Optional[int] = ...) -> None: ...

class HomeworkLimit(_message.Message):
    __slots__ = ("year_group", "minutes", "own")
    YEAR_GROUP_FIELD_NUMBER: _ClassVar[int]
    MINUTES_FIELD_NUMBER: _ClassVar[int]
    OWN_FIELD_NUMBER: _ClassVar[int]
    year_group: int
    minutes: int
    own: bool
    def __init__(self, year_group: _Optional[int] = ..., minutes: _Optional[int] = ..., own: _Optional[bool] = ...) -> None: ...

class GetHomeworkLimitsRequest(_message.Message):
    __slots__ = ("school",)
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    school: str
    def __init__(self, school: _Optional[str] = ...) -> None: ...

class GetHomeworkLimitsResponse(_message.Message):
    __slots__ = ("limits",)
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    limits: _containers.RepeatedCompositeFieldContainer[HomeworkLimit]
    def __init__(self, limits: _Optional[_Iterable[_Union[HomeworkLimit, _Mapping]]] = ...) -> None: ...

class SetHomeworkLimitRequest(_message.Message):
    __slots__ = ("school", "request_id", "year_group", "minutes")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    YEAR_GROUP_FIELD_NUMBER: _ClassVar[int]
    MINUTES_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    year_group: int
    minutes: int
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., year_group: _Optional[int] = ..., minutes: _Optional[int] = ...) -> None: ...

class SetHomeworkLimitResponse(_message.Message):
    __slots__ = ("limits",)
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    limits: _containers.RepeatedCompositeFieldContainer[HomeworkLimit]
    def __init__(self, limits: _Optional[_Iterable[_Union[HomeworkLimit, _Mapping]]] = ...) -> None: ...
