from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class VerificationRequested(_message.Message):
    __slots__ = ("school_id", "verification_id", "version", "date", "due_date", "reminder", "pupil_ids")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    REMINDER_FIELD_NUMBER: _ClassVar[int]
    PUPIL_IDS_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    verification_id: str
    version: int
    date: str
    due_date: str
    reminder: bool
    pupil_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, school_id: _Optional[str] = ..., verification_id: _Optional[str] = ..., version: _Optional[int] = ..., date: _Optional[str] = ..., due_date: _Optional[str] = ..., reminder: _Optional[bool] = ..., pupil_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class VerificationAnswered(_message.Message):
    __slots__ = ("school_id", "verification_id", "version", "pupil_ids")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    PUPIL_IDS_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    verification_id: str
    version: int
    pupil_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, school_id: _Optional[str] = ..., verification_id: _Optional[str] = ..., version: _Optional[int] = ..., pupil_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class VerificationEnded(_message.Message):
    __slots__ = ("school_id", "verification_id", "version", "pupil_ids")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    PUPIL_IDS_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    verification_id: str
    version: int
    pupil_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, school_id: _Optional[str] = ..., verification_id: _Optional[str] = ..., version: _Optional[int] = ..., pupil_ids: _Optional[_Iterable[str]] = ...) -> None: ...
