from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DiaryOpened(_message.Message):
    __slots__ = ("school_id", "date", "visits")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    VISITS_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    date: str
    visits: _containers.RepeatedCompositeFieldContainer[DiaryVisit]
    def __init__(self, school_id: _Optional[str] = ..., date: _Optional[str] = ..., visits: _Optional[_Iterable[_Union[DiaryVisit, _Mapping]]] = ...) -> None: ...

class DiaryVisit(_message.Message):
    __slots__ = ("person_id", "pupil_id")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PUPIL_ID_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    pupil_id: str
    def __init__(self, person_id: _Optional[str] = ..., pupil_id: _Optional[str] = ...) -> None: ...
