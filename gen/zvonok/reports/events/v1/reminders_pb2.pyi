from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ReminderRequested(_message.Message):
    __slots__ = ("school_id", "date", "asked_by", "metric", "teachers")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    ASKED_BY_FIELD_NUMBER: _ClassVar[int]
    METRIC_FIELD_NUMBER: _ClassVar[int]
    TEACHERS_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    date: str
    asked_by: str
    metric: str
    teachers: _containers.RepeatedCompositeFieldContainer[RemindedTeacher]
    def __init__(self, school_id: _Optional[str] = ..., date: _Optional[str] = ..., asked_by: _Optional[str] = ..., metric: _Optional[str] = ..., teachers: _Optional[_Iterable[_Union[RemindedTeacher, _Mapping]]] = ...) -> None: ...

class RemindedTeacher(_message.Message):
    __slots__ = ("person_id", "lessons")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    lessons: int
    def __init__(self, person_id: _Optional[str] = ..., lessons: _Optional[int] = ...) -> None: ...
