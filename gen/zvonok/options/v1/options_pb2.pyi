from google.protobuf import descriptor_pb2 as _descriptor_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PersonalData(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PERSONAL_DATA_UNSPECIFIED: _ClassVar[PersonalData]
    PERSONAL_DATA_NAME: _ClassVar[PersonalData]
    PERSONAL_DATA_CONTACT: _ClassVar[PersonalData]
    PERSONAL_DATA_BIRTHDAY: _ClassVar[PersonalData]
    PERSONAL_DATA_CREDENTIAL: _ClassVar[PersonalData]
PERSONAL_DATA_UNSPECIFIED: PersonalData
PERSONAL_DATA_NAME: PersonalData
PERSONAL_DATA_CONTACT: PersonalData
PERSONAL_DATA_BIRTHDAY: PersonalData
PERSONAL_DATA_CREDENTIAL: PersonalData
ACCESS_FIELD_NUMBER: _ClassVar[int]
access: _descriptor.FieldDescriptor
PERSONAL_FIELD_NUMBER: _ClassVar[int]
personal: _descriptor.FieldDescriptor
DATA_SUBJECT_FIELD_NUMBER: _ClassVar[int]
data_subject: _descriptor.FieldDescriptor

class AccessRule(_message.Message):
    __slots__ = ("permission", "public", "own")
    PERMISSION_FIELD_NUMBER: _ClassVar[int]
    PUBLIC_FIELD_NUMBER: _ClassVar[int]
    OWN_FIELD_NUMBER: _ClassVar[int]
    permission: Permission
    public: str
    own: str
    def __init__(self, permission: _Optional[_Union[Permission, _Mapping]] = ..., public: _Optional[str] = ..., own: _Optional[str] = ...) -> None: ...

class Permission(_message.Message):
    __slots__ = ("name", "resource_field", "discloses", "fresh")
    NAME_FIELD_NUMBER: _ClassVar[int]
    RESOURCE_FIELD_FIELD_NUMBER: _ClassVar[int]
    DISCLOSES_FIELD_NUMBER: _ClassVar[int]
    FRESH_FIELD_NUMBER: _ClassVar[int]
    name: str
    resource_field: str
    discloses: str
    fresh: bool
    def __init__(self, name: _Optional[str] = ..., resource_field: _Optional[str] = ..., discloses: _Optional[str] = ..., fresh: _Optional[bool] = ...) -> None: ...
