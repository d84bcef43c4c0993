from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class SubstitutionChanged(_message.Message):
    __slots__ = ("school_id", "substitution_id", "version", "group_id", "lesson_id", "date", "bell", "person_id", "absent_person_id", "kind", "state", "replayed")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    SUBSTITUTION_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    LESSON_ID_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    ABSENT_PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    substitution_id: str
    version: int
    group_id: str
    lesson_id: str
    date: str
    bell: int
    person_id: str
    absent_person_id: str
    kind: str
    state: str
    replayed: bool
    def __init__(self, school_id: _Optional[str] = ..., substitution_id: _Optional[str] = ..., version: _Optional[int] = ..., group_id: _Optional[str] = ..., lesson_id: _Optional[str] = ..., date: _Optional[str] = ..., bell: _Optional[int] = ..., person_id: _Optional[str] = ..., absent_person_id: _Optional[str] = ..., kind: _Optional[str] = ..., state: _Optional[str] = ..., replayed: _Optional[bool] = ...) -> None: ...
