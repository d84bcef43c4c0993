import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Relation(_message.Message):
    __slots__ = ("name", "person", "given_name", "family_name", "middle_name", "role", "object", "object_title", "begin_date", "end_date", "by_hand")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    GIVEN_NAME_FIELD_NUMBER: _ClassVar[int]
    FAMILY_NAME_FIELD_NUMBER: _ClassVar[int]
    MIDDLE_NAME_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    OBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    BY_HAND_FIELD_NUMBER: _ClassVar[int]
    name: str
    person: str
    given_name: str
    family_name: str
    middle_name: str
    role: str
    object: str
    object_title: str
    begin_date: str
    end_date: str
    by_hand: bool
    def __init__(self, name: _Optional[str] = ..., person: _Optional[str] = ..., given_name: _Optional[str] = ..., family_name: _Optional[str] = ..., middle_name: _Optional[str] = ..., role: _Optional[str] = ..., object: _Optional[str] = ..., object_title: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., by_hand: _Optional[bool] = ...) -> None: ...

class AssignSubstituteRequest(_message.Message):
    __slots__ = ("group", "request_id", "person", "begin_date", "end_date")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    group: str
    request_id: str
    person: str
    begin_date: str
    end_date: str
    def __init__(self, group: _Optional[str] = ..., request_id: _Optional[str] = ..., person: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class AssignSubstituteResponse(_message.Message):
    __slots__ = ("relation", "relations_version")
    RELATION_FIELD_NUMBER: _ClassVar[int]
    RELATIONS_VERSION_FIELD_NUMBER: _ClassVar[int]
    relation: str
    relations_version: int
    def __init__(self, relation: _Optional[str] = ..., relations_version: _Optional[int] = ...) -> None: ...

class GrantRoleRequest(_message.Message):
    __slots__ = ("school", "request_id", "person", "role", "object", "begin_date", "end_date")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    person: str
    role: str
    object: str
    begin_date: str
    end_date: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., person: _Optional[str] = ..., role: _Optional[str] = ..., object: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class GrantRoleResponse(_message.Message):
    __slots__ = ("relation", "relations_version")
    RELATION_FIELD_NUMBER: _ClassVar[int]
    RELATIONS_VERSION_FIELD_NUMBER: _ClassVar[int]
    relation: str
    relations_version: int
    def __init__(self, relation: _Optional[str] = ..., relations_version: _Optional[int] = ...) -> None: ...

class EndRelationRequest(_message.Message):
    __slots__ = ("school", "request_id", "relation", "end_date")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    relation: str
    end_date: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., relation: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class EndRelationResponse(_message.Message):
    __slots__ = ("relations_version",)
    RELATIONS_VERSION_FIELD_NUMBER: _ClassVar[int]
    relations_version: int
    def __init__(self, relations_version: _Optional[int] = ...) -> None: ...

class ListRelationsRequest(_message.Message):
    __slots__ = ("school", "person", "object", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    person: str
    object: str
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., person: _Optional[str] = ..., object: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListRelationsResponse(_message.Message):
    __slots__ = ("relations", "next_page_token")
    RELATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    relations: _containers.RepeatedCompositeFieldContainer[Relation]
    next_page_token: str
    def __init__(self, relations: _Optional[_Iterable[_Union[Relation, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GrantOfficeRequest(_message.Message):
    __slots__ = ("request_id", "person", "office", "scope", "begin_date", "end_date")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PERSON_FIELD_NUMBER: _ClassVar[int]
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    person: str
    office: str
    scope: str
    begin_date: str
    end_date: str
    def __init__(self, request_id: _Optional[str] = ..., person: _Optional[str] = ..., office: _Optional[str] = ..., scope: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class GrantOfficeResponse(_message.Message):
    __slots__ = ("relation", "relations_version")
    RELATION_FIELD_NUMBER: _ClassVar[int]
    RELATIONS_VERSION_FIELD_NUMBER: _ClassVar[int]
    relation: str
    relations_version: int
    def __init__(self, relation: _Optional[str] = ..., relations_version: _Optional[int] = ...) -> None: ...

class GuardianOrder(_message.Message):
    __slots__ = ("order", "document", "begin_date", "end_date", "record_time")
    ORDER_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    RECORD_TIME_FIELD_NUMBER: _ClassVar[int]
    order: str
    document: str
    begin_date: str
    end_date: str
    record_time: _timestamp_pb2.Timestamp
    def __init__(self, order: _Optional[str] = ..., document: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., record_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RecordGuardianOrderRequest(_message.Message):
    __slots__ = ("pupil", "request_id", "guardian", "document", "begin_date", "end_date")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    GUARDIAN_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    request_id: str
    guardian: str
    document: str
    begin_date: str
    end_date: str
    def __init__(self, pupil: _Optional[str] = ..., request_id: _Optional[str] = ..., guardian: _Optional[str] = ..., document: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class RecordGuardianOrderResponse(_message.Message):
    __slots__ = ("order", "relations_version")
    ORDER_FIELD_NUMBER: _ClassVar[int]
    RELATIONS_VERSION_FIELD_NUMBER: _ClassVar[int]
    order: GuardianOrder
    relations_version: int
    def __init__(self, order: _Optional[_Union[GuardianOrder, _Mapping]] = ..., relations_version: _Optional[int] = ...) -> None: ...

class LiftGuardianOrderRequest(_message.Message):
    __slots__ = ("pupil", "request_id", "order")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    request_id: str
    order: str
    def __init__(self, pupil: _Optional[str] = ..., request_id: _Optional[str] = ..., order: _Optional[str] = ...) -> None: ...

class LiftGuardianOrderResponse(_message.Message):
    __slots__ = ("relations_version",)
    RELATIONS_VERSION_FIELD_NUMBER: _ClassVar[int]
    relations_version: int
    def __init__(self, relations_version: _Optional[int] = ...) -> None: ...

class ListGuardiansRequest(_message.Message):
    __slots__ = ("pupil",)
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    def __init__(self, pupil: _Optional[str] = ...) -> None: ...

class ListGuardiansResponse(_message.Message):
    __slots__ = ("guardians",)
    GUARDIANS_FIELD_NUMBER: _ClassVar[int]
    guardians: _containers.RepeatedCompositeFieldContainer[Guardian]
    def __init__(self, guardians: _Optional[_Iterable[_Union[Guardian, _Mapping]]] = ...) -> None: ...

class Guardian(_message.Message):
    __slots__ = ("person", "given_name", "family_name", "middle_name", "rights", "order")
    PERSON_FIELD_NUMBER: _ClassVar[int]
    GIVEN_NAME_FIELD_NUMBER: _ClassVar[int]
    FAMILY_NAME_FIELD_NUMBER: _ClassVar[int]
    MIDDLE_NAME_FIELD_NUMBER: _ClassVar[int]
    RIGHTS_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    person: str
    given_name: str
    family_name: str
    middle_name: str
    rights: bool
    order: GuardianOrder
    def __init__(self, person: _Optional[str] = ..., given_name: _Optional[str] = ..., family_name: _Optional[str] = ..., middle_name: _Optional[str] = ..., rights: _Optional[bool] = ..., order: _Optional[_Union[GuardianOrder, _Mapping]] = ...) -> None: ...

class CreateClientRequest(_message.Message):
    __slots__ = ("request_id", "title", "secret_sha256", "scopes")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SECRET_SHA256_FIELD_NUMBER: _ClassVar[int]
    SCOPES_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    title: str
    secret_sha256: str
    scopes: _containers.RepeatedCompositeFieldContainer[ClientScope]
    def __init__(self, request_id: _Optional[str] = ..., title: _Optional[str] = ..., secret_sha256: _Optional[str] = ..., scopes: _Optional[_Iterable[_Union[ClientScope, _Mapping]]] = ...) -> None: ...

class ClientScope(_message.Message):
    __slots__ = ("permission", "school", "begin_date", "end_date")
    PERMISSION_FIELD_NUMBER: _ClassVar[int]
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    permission: str
    school: str
    begin_date: str
    end_date: str
    def __init__(self, permission: _Optional[str] = ..., school: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class CreateClientResponse(_message.Message):
    __slots__ = ("client", "relations_version")
    CLIENT_FIELD_NUMBER: _ClassVar[int]
    RELATIONS_VERSION_FIELD_NUMBER: _ClassVar[int]
    client: str
    relations_version: int
    def __init__(self, client: _Optional[str] = ..., relations_version: _Optional[int] = ...) -> None: ...

class EndClientRequest(_message.Message):
    __slots__ = ("request_id", "client")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CLIENT_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    client: str
    def __init__(self, request_id: _Optional[str] = ..., client: _Optional[str] = ...) -> None: ...

class EndClientResponse(_message.Message):
    __slots__ = ("relations_version",)
    RELATIONS_VERSION_FIELD_NUMBER: _ClassVar[int]
    relations_version: int
    def __init__(self, relations_version: _Optional[int] = ...) -> None: ...
