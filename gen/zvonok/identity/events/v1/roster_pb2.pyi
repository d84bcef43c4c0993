from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SchoolChanged(_message.Message):
    __slots__ = ("school_id", "version", "municipality_id", "title", "time_zone", "terms", "live_from", "ended")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    MUNICIPALITY_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    LIVE_FROM_FIELD_NUMBER: _ClassVar[int]
    ENDED_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    version: int
    municipality_id: str
    title: str
    time_zone: str
    terms: _containers.RepeatedCompositeFieldContainer[Term]
    live_from: str
    ended: bool
    def __init__(self, school_id: _Optional[str] = ..., version: _Optional[int] = ..., municipality_id: _Optional[str] = ..., title: _Optional[str] = ..., time_zone: _Optional[str] = ..., terms: _Optional[_Iterable[_Union[Term, _Mapping]]] = ..., live_from: _Optional[str] = ..., ended: _Optional[bool] = ...) -> None: ...

class Term(_message.Message):
    __slots__ = ("term_id", "title", "begin_date", "end_date", "school_year")
    TERM_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    SCHOOL_YEAR_FIELD_NUMBER: _ClassVar[int]
    term_id: str
    title: str
    begin_date: str
    end_date: str
    school_year: int
    def __init__(self, term_id: _Optional[str] = ..., title: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., school_year: _Optional[int] = ...) -> None: ...

class Membership(_message.Message):
    __slots__ = ("person_id", "begin_date", "end_date")
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    person_id: str
    begin_date: str
    end_date: str
    def __init__(self, person_id: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class ClassChanged(_message.Message):
    __slots__ = ("school_id", "class_id", "version", "title", "year_group", "pupils", "class_teachers", "ended")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    YEAR_GROUP_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    CLASS_TEACHERS_FIELD_NUMBER: _ClassVar[int]
    ENDED_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    class_id: str
    version: int
    title: str
    year_group: int
    pupils: _containers.RepeatedCompositeFieldContainer[Membership]
    class_teachers: _containers.RepeatedCompositeFieldContainer[Membership]
    ended: bool
    def __init__(self, school_id: _Optional[str] = ..., class_id: _Optional[str] = ..., version: _Optional[int] = ..., title: _Optional[str] = ..., year_group: _Optional[int] = ..., pupils: _Optional[_Iterable[_Union[Membership, _Mapping]]] = ..., class_teachers: _Optional[_Iterable[_Union[Membership, _Mapping]]] = ..., ended: _Optional[bool] = ...) -> None: ...

class GroupChanged(_message.Message):
    __slots__ = ("school_id", "group_id", "version", "title", "subject_code", "subject_title", "class_id", "class_title", "year_group", "pupils", "teachers", "term_ids", "periods", "room", "ended")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_CODE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    YEAR_GROUP_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    TEACHERS_FIELD_NUMBER: _ClassVar[int]
    TERM_IDS_FIELD_NUMBER: _ClassVar[int]
    PERIODS_FIELD_NUMBER: _ClassVar[int]
    ROOM_FIELD_NUMBER: _ClassVar[int]
    ENDED_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    group_id: str
    version: int
    title: str
    subject_code: str
    subject_title: str
    class_id: str
    class_title: str
    year_group: int
    pupils: _containers.RepeatedCompositeFieldContainer[Membership]
    teachers: _containers.RepeatedCompositeFieldContainer[Membership]
    term_ids: _containers.RepeatedScalarFieldContainer[str]
    periods: _containers.RepeatedScalarFieldContainer[str]
    room: str
    ended: bool
    def __init__(self, school_id: _Optional[str] = ..., group_id: _Optional[str] = ..., version: _Optional[int] = ..., title: _Optional[str] = ..., subject_code: _Optional[str] = ..., subject_title: _Optional[str] = ..., class_id: _Optional[str] = ..., class_title: _Optional[str] = ..., year_group: _Optional[int] = ..., pupils: _Optional[_Iterable[_Union[Membership, _Mapping]]] = ..., teachers: _Optional[_Iterable[_Union[Membership, _Mapping]]] = ..., term_ids: _Optional[_Iterable[str]] = ..., periods: _Optional[_Iterable[str]] = ..., room: _Optional[str] = ..., ended: _Optional[bool] = ...) -> None: ...

class FamilyChanged(_message.Message):
    __slots__ = ("pupil_id", "version", "guardians", "school_ids", "own_notices")
    PUPIL_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    GUARDIANS_FIELD_NUMBER: _ClassVar[int]
    SCHOOL_IDS_FIELD_NUMBER: _ClassVar[int]
    OWN_NOTICES_FIELD_NUMBER: _ClassVar[int]
    pupil_id: str
    version: int
    guardians: _containers.RepeatedCompositeFieldContainer[Membership]
    school_ids: _containers.RepeatedScalarFieldContainer[str]
    own_notices: bool
    def __init__(self, pupil_id: _Optional[str] = ..., version: _Optional[int] = ..., guardians: _Optional[_Iterable[_Union[Membership, _Mapping]]] = ..., school_ids: _Optional[_Iterable[str]] = ..., own_notices: _Optional[bool] = ...) -> None: ...
