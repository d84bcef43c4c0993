from google.api import field_behavior_pb2 as _field_behavior_pb2
from zvonok.identity.v1 import schools_pb2 as _schools_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetMeRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetMeResponse(_message.Message):
    __slots__ = ("person", "roles", "groups", "classes", "children", "pupils", "schools", "verifications")
    PERSON_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    CHILDREN_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    SCHOOLS_FIELD_NUMBER: _ClassVar[int]
    VERIFICATIONS_FIELD_NUMBER: _ClassVar[int]
    person: Person
    roles: _containers.RepeatedCompositeFieldContainer[Role]
    groups: _containers.RepeatedCompositeFieldContainer[_schools_pb2.Group]
    classes: _containers.RepeatedCompositeFieldContainer[_schools_pb2.SchoolClass]
    children: _containers.RepeatedCompositeFieldContainer[Pupil]
    pupils: _containers.RepeatedCompositeFieldContainer[Pupil]
    schools: _containers.RepeatedCompositeFieldContainer[_schools_pb2.School]
    verifications: _containers.RepeatedCompositeFieldContainer[WaitingVerification]
    def __init__(self, person: _Optional[_Union[Person, _Mapping]] = ..., roles: _Optional[_Iterable[_Union[Role, _Mapping]]] = ..., groups: _Optional[_Iterable[_Union[_schools_pb2.Group, _Mapping]]] = ..., classes: _Optional[_Iterable[_Union[_schools_pb2.SchoolClass, _Mapping]]] = ..., children: _Optional[_Iterable[_Union[Pupil, _Mapping]]] = ..., pupils: _Optional[_Iterable[_Union[Pupil, _Mapping]]] = ..., schools: _Optional[_Iterable[_Union[_schools_pb2.School, _Mapping]]] = ..., verifications: _Optional[_Iterable[_Union[WaitingVerification, _Mapping]]] = ...) -> None: ...

class WaitingVerification(_message.Message):
    __slots__ = ("pupil", "due_date")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    due_date: str
    def __init__(self, pupil: _Optional[str] = ..., due_date: _Optional[str] = ...) -> None: ...

class Person(_message.Message):
    __slots__ = ("name", "given_name", "family_name", "middle_name", "locale")
    NAME_FIELD_NUMBER: _ClassVar[int]
    GIVEN_NAME_FIELD_NUMBER: _ClassVar[int]
    FAMILY_NAME_FIELD_NUMBER: _ClassVar[int]
    MIDDLE_NAME_FIELD_NUMBER: _ClassVar[int]
    LOCALE_FIELD_NUMBER: _ClassVar[int]
    name: str
    given_name: str
    family_name: str
    middle_name: str
    locale: str
    def __init__(self, name: _Optional[str] = ..., given_name: _Optional[str] = ..., family_name: _Optional[str] = ..., middle_name: _Optional[str] = ..., locale: _Optional[str] = ...) -> None: ...

class Role(_message.Message):
    __slots__ = ("role", "scope")
    ROLE_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    role: str
    scope: str
    def __init__(self, role: _Optional[str] = ..., scope: _Optional[str] = ...) -> None: ...

class Pupil(_message.Message):
    __slots__ = ("name", "given_name", "family_name", "middle_name", "class_title", "begin_date", "end_date")
    NAME_FIELD_NUMBER: _ClassVar[int]
    GIVEN_NAME_FIELD_NUMBER: _ClassVar[int]
    FAMILY_NAME_FIELD_NUMBER: _ClassVar[int]
    MIDDLE_NAME_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    name: str
    given_name: str
    family_name: str
    middle_name: str
    class_title: str
    begin_date: str
    end_date: str
    def __init__(self, name: _Optional[str] = ..., given_name: _Optional[str] = ..., family_name: _Optional[str] = ..., middle_name: _Optional[str] = ..., class_title: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., **kwargs) -> None: ...

class ListGroupPupilsRequest(_message.Message):
    __slots__ = ("group",)
    GROUP_FIELD_NUMBER: _ClassVar[int]
    group: str
    def __init__(self, group: _Optional[str] = ...) -> None: ...

class ListGroupPupilsResponse(_message.Message):
    __slots__ = ("pupils", "group")
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    pupils: _containers.RepeatedCompositeFieldContainer[Pupil]
    group: _schools_pb2.Group
    def __init__(self, pupils: _Optional[_Iterable[_Union[Pupil, _Mapping]]] = ..., group: _Optional[_Union[_schools_pb2.Group, _Mapping]] = ...) -> None: ...

class ListClassPupilsRequest(_message.Message):
    __slots__ = ()
    CLASS_FIELD_NUMBER: _ClassVar[int]
    def __init__(self, **kwargs) -> None: ...

class ListClassPupilsResponse(_message.Message):
    __slots__ = ("pupils",)
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    pupils: _containers.RepeatedCompositeFieldContainer[Pupil]
    def __init__(self, pupils: _Optional[_Iterable[_Union[Pupil, _Mapping]]] = ..., **kwargs) -> None: ...

class GetPupilRequest(_message.Message):
    __slots__ = ("pupil",)
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    def __init__(self, pupil: _Optional[str] = ...) -> None: ...

class GetPupilResponse(_message.Message):
    __slots__ = ("pupil",)
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    pupil: Pupil
    def __init__(self, pupil: _Optional[_Union[Pupil, _Mapping]] = ...) -> None: ...

class BatchGetPupilNamesRequest(_message.Message):
    __slots__ = ("school", "pupils")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    school: str
    pupils: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, school: _Optional[str] = ..., pupils: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetPupilNamesResponse(_message.Message):
    __slots__ = ("pupils",)
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    pupils: _containers.RepeatedCompositeFieldContainer[Pupil]
    def __init__(self, pupils: _Optional[_Iterable[_Union[Pupil, _Mapping]]] = ...) -> None: ...

class BatchGetContactsRequest(_message.Message):
    __slots__ = ("persons", "phones_of")
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    PHONES_OF_FIELD_NUMBER: _ClassVar[int]
    persons: _containers.RepeatedScalarFieldContainer[str]
    phones_of: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, persons: _Optional[_Iterable[str]] = ..., phones_of: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetContactsResponse(_message.Message):
    __slots__ = ("contacts",)
    CONTACTS_FIELD_NUMBER: _ClassVar[int]
    contacts: _containers.RepeatedCompositeFieldContainer[Contact]
    def __init__(self, contacts: _Optional[_Iterable[_Union[Contact, _Mapping]]] = ...) -> None: ...

class Contact(_message.Message):
    __slots__ = ("person", "email", "person_id", "phone")
    PERSON_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    PERSON_ID_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    person: Person
    email: str
    person_id: str
    phone: str
    def __init__(self, person: _Optional[_Union[Person, _Mapping]] = ..., email: _Optional[str] = ..., person_id: _Optional[str] = ..., phone: _Optional[str] = ...) -> None: ...

class ListStaffRequest(_message.Message):
    __slots__ = ("school", "since_date", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    SINCE_DATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    since_date: str
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., since_date: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListStaffResponse(_message.Message):
    __slots__ = ("staff", "next_page_token")
    STAFF_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    staff: _containers.RepeatedCompositeFieldContainer[StaffMember]
    next_page_token: str
    def __init__(self, staff: _Optional[_Iterable[_Union[StaffMember, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class StaffMember(_message.Message):
    __slots__ = ("person", "given_name", "family_name", "middle_name")
    PERSON_FIELD_NUMBER: _ClassVar[int]
    GIVEN_NAME_FIELD_NUMBER: _ClassVar[int]
    FAMILY_NAME_FIELD_NUMBER: _ClassVar[int]
    MIDDLE_NAME_FIELD_NUMBER: _ClassVar[int]
    person: str
    given_name: str
    family_name: str
    middle_name: str
    def __init__(self, person: _Optional[str] = ..., given_name: _Optional[str] = ..., family_name: _Optional[str] = ..., middle_name: _Optional[str] = ...) -> None: ...

class BatchGetNamesRequest(_message.Message):
    __slots__ = ("school", "persons")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    school: str
    persons: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, school: _Optional[str] = ..., persons: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchGetNamesResponse(_message.Message):
    __slots__ = ("school", "terms", "names")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    school: _schools_pb2.School
    terms: _containers.RepeatedCompositeFieldContainer[_schools_pb2.Term]
    names: _containers.RepeatedCompositeFieldContainer[PersonName]
    def __init__(self, school: _Optional[_Union[_schools_pb2.School, _Mapping]] = ..., terms: _Optional[_Iterable[_Union[_schools_pb2.Term, _Mapping]]] = ..., names: _Optional[_Iterable[_Union[PersonName, _Mapping]]] = ...) -> None: ...

class PersonName(_message.Message):
    __slots__ = ("person", "given_name", "family_name", "middle_name")
    PERSON_FIELD_NUMBER: _ClassVar[int]
    GIVEN_NAME_FIELD_NUMBER: _ClassVar[int]
    FAMILY_NAME_FIELD_NUMBER: _ClassVar[int]
    MIDDLE_NAME_FIELD_NUMBER: _ClassVar[int]
    person: str
    given_name: str
    family_name: str
    middle_name: str
    def __init__(self, person: _Optional[str] = ..., given_name: _Optional[str] = ..., family_name: _Optional[str] = ..., middle_name: _Optional[str] = ...) -> None: ...
