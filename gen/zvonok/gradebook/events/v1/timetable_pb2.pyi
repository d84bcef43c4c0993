from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class LessonRescheduled(_message.Message):
    __slots__ = ("school_id", "group_id", "class_id", "lesson_id", "subject_title", "change", "old_date", "old_bell", "old_room", "new_date", "new_bell", "new_room", "version")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    LESSON_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    OLD_DATE_FIELD_NUMBER: _ClassVar[int]
    OLD_BELL_FIELD_NUMBER: _ClassVar[int]
    OLD_ROOM_FIELD_NUMBER: _ClassVar[int]
    NEW_DATE_FIELD_NUMBER: _ClassVar[int]
    NEW_BELL_FIELD_NUMBER: _ClassVar[int]
    NEW_ROOM_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    group_id: str
    class_id: str
    lesson_id: str
    subject_title: str
    change: str
    old_date: str
    old_bell: int
    old_room: str
    new_date: str
    new_bell: int
    new_room: str
    version: int
    def __init__(self, school_id: _Optional[str] = ..., group_id: _Optional[str] = ..., class_id: _Optional[str] = ..., lesson_id: _Optional[str] = ..., subject_title: _Optional[str] = ..., change: _Optional[str] = ..., old_date: _Optional[str] = ..., old_bell: _Optional[int] = ..., old_room: _Optional[str] = ..., new_date: _Optional[str] = ..., new_bell: _Optional[int] = ..., new_room: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...
