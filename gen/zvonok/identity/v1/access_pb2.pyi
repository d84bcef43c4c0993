import datetime

from google.api import field_behavior_pb2 as _field_behavior_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PathState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PATH_STATE_UNSPECIFIED: _ClassVar[PathState]
    PATH_STATE_HOLDS: _ClassVar[PathState]
    PATH_STATE_NOT_YET: _ClassVar[PathState]
    PATH_STATE_OVER: _ClassVar[PathState]
PATH_STATE_UNSPECIFIED: PathState
PATH_STATE_HOLDS: PathState
PATH_STATE_NOT_YET: PathState
PATH_STATE_OVER: PathState

class CheckRequest(_message.Message):
    __slots__ = ("subject", "permission", "resource", "at_least_version")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    PERMISSION_FIELD_NUMBER: _ClassVar[int]
    RESOURCE_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_VERSION_FIELD_NUMBER: _ClassVar[int]
    subject: str
    permission: str
    resource: str
    at_least_version: int
    def __init__(self, subject: _Optional[str] = ..., permission: _Optional[str] = ..., resource: _Optional[str] = ..., at_least_version: _Optional[int] = ...) -> None: ...

class CheckResponse(_message.Message):
    __slots__ = ("decision", "relations_version")
    DECISION_FIELD_NUMBER: _ClassVar[int]
    RELATIONS_VERSION_FIELD_NUMBER: _ClassVar[int]
    decision: Decision
    relations_version: int
    def __init__(self, decision: _Optional[_Union[Decision, _Mapping]] = ..., relations_version: _Optional[int] = ...) -> None: ...

class ExplainRequest(_message.Message):
    __slots__ = ("school", "subject", "permission", "resource")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    PERMISSION_FIELD_NUMBER: _ClassVar[int]
    RESOURCE_FIELD_NUMBER: _ClassVar[int]
    school: str
    subject: str
    permission: str
    resource: str
    def __init__(self, school: _Optional[str] = ..., subject: _Optional[str] = ..., permission: _Optional[str] = ..., resource: _Optional[str] = ...) -> None: ...

class ExplainResponse(_message.Message):
    __slots__ = ("allowed", "date", "granting_relations", "counting_objects", "paths")
    ALLOWED_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    GRANTING_RELATIONS_FIELD_NUMBER: _ClassVar[int]
    COUNTING_OBJECTS_FIELD_NUMBER: _ClassVar[int]
    PATHS_FIELD_NUMBER: _ClassVar[int]
    allowed: bool
    date: str
    granting_relations: _containers.RepeatedScalarFieldContainer[str]
    counting_objects: _containers.RepeatedScalarFieldContainer[str]
    paths: _containers.RepeatedCompositeFieldContainer[RelationPath]
    def __init__(self, allowed: _Optional[bool] = ..., date: _Optional[str] = ..., granting_relations: _Optional[_Iterable[str]] = ..., counting_objects: _Optional[_Iterable[str]] = ..., paths: _Optional[_Iterable[_Union[RelationPath, _Mapping]]] = ...) -> None: ...

class RelationPath(_message.Message):
    __slots__ = ("relation", "object", "begin_date", "end_date", "state")
    RELATION_FIELD_NUMBER: _ClassVar[int]
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    relation: str
    object: str
    begin_date: str
    end_date: str
    state: PathState
    def __init__(self, relation: _Optional[str] = ..., object: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., state: _Optional[_Union[PathState, str]] = ...) -> None: ...

class BatchCheckRequest(_message.Message):
    __slots__ = ("subject", "items", "at_least_version")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_VERSION_FIELD_NUMBER: _ClassVar[int]
    subject: str
    items: _containers.RepeatedCompositeFieldContainer[CheckItem]
    at_least_version: int
    def __init__(self, subject: _Optional[str] = ..., items: _Optional[_Iterable[_Union[CheckItem, _Mapping]]] = ..., at_least_version: _Optional[int] = ...) -> None: ...

class CheckItem(_message.Message):
    __slots__ = ("permission", "resource")
    PERMISSION_FIELD_NUMBER: _ClassVar[int]
    RESOURCE_FIELD_NUMBER: _ClassVar[int]
    permission: str
    resource: str
    def __init__(self, permission: _Optional[str] = ..., resource: _Optional[str] = ...) -> None: ...

class BatchCheckResponse(_message.Message):
    __slots__ = ("decisions", "relations_version")
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    RELATIONS_VERSION_FIELD_NUMBER: _ClassVar[int]
    decisions: _containers.RepeatedCompositeFieldContainer[Decision]
    relations_version: int
    def __init__(self, decisions: _Optional[_Iterable[_Union[Decision, _Mapping]]] = ..., relations_version: _Optional[int] = ...) -> None: ...

class Decision(_message.Message):
    __slots__ = ("allowed", "relation", "cache_seconds")
    ALLOWED_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    CACHE_SECONDS_FIELD_NUMBER: _ClassVar[int]
    allowed: bool
    relation: str
    cache_seconds: int
    def __init__(self, allowed: _Optional[bool] = ..., relation: _Optional[str] = ..., cache_seconds: _Optional[int] = ...) -> None: ...

class ListVisibleRequest(_message.Message):
    __slots__ = ("subject", "permission", "kind", "at_least_version")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    PERMISSION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_VERSION_FIELD_NUMBER: _ClassVar[int]
    subject: str
    permission: str
    kind: str
    at_least_version: int
    def __init__(self, subject: _Optional[str] = ..., permission: _Optional[str] = ..., kind: _Optional[str] = ..., at_least_version: _Optional[int] = ...) -> None: ...

class ListVisibleResponse(_message.Message):
    __slots__ = ("resources", "relations_version")
    RESOURCES_FIELD_NUMBER: _ClassVar[int]
    RELATIONS_VERSION_FIELD_NUMBER: _ClassVar[int]
    resources: _containers.RepeatedScalarFieldContainer[str]
    relations_version: int
    def __init__(self, resources: _Optional[_Iterable[str]] = ..., relations_version: _Optional[int] = ...) -> None: ...

class RecordDisclosuresRequest(_message.Message):
    __slots__ = ("disclosures",)
    DISCLOSURES_FIELD_NUMBER: _ClassVar[int]
    disclosures: _containers.RepeatedCompositeFieldContainer[Disclosure]
    def __init__(self, disclosures: _Optional[_Iterable[_Union[Disclosure, _Mapping]]] = ...) -> None: ...

class RecordDisclosuresResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Disclosure(_message.Message):
    __slots__ = ("reader", "data_subjects", "school", "kind", "relation", "method", "trace_id", "time", "refused")
    READER_FIELD_NUMBER: _ClassVar[int]
    DATA_SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    RELATION_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    TRACE_ID_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    reader: str
    data_subjects: _containers.RepeatedScalarFieldContainer[str]
    school: str
    kind: str
    relation: str
    method: str
    trace_id: str
    time: _timestamp_pb2.Timestamp
    refused: bool
    def __init__(self, reader: _Optional[str] = ..., data_subjects: _Optional[_Iterable[str]] = ..., school: _Optional[str] = ..., kind: _Optional[str] = ..., relation: _Optional[str] = ..., method: _Optional[str] = ..., trace_id: _Optional[str] = ..., time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., refused: _Optional[bool] = ...) -> None: ...

class WatchRelationsRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class WatchRelationsResponse(_message.Message):
    __slots__ = ("relations_version",)
    RELATIONS_VERSION_FIELD_NUMBER: _ClassVar[int]
    relations_version: int
    def __init__(self, relations_version: _Optional[int] = ...) -> None: ...

class ListDisclosuresRequest(_message.Message):
    __slots__ = ("pupil", "page_size", "page_token")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    page_size: int
    page_token: str
    def __init__(self, pupil: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDisclosuresResponse(_message.Message):
    __slots__ = ("entries", "next_page_token")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[DisclosureEntry]
    next_page_token: str
    def __init__(self, entries: _Optional[_Iterable[_Union[DisclosureEntry, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DisclosureEntry(_message.Message):
    __slots__ = ("time", "reader_name", "reader_role", "kind", "method", "refused", "count", "unusual")
    TIME_FIELD_NUMBER: _ClassVar[int]
    READER_NAME_FIELD_NUMBER: _ClassVar[int]
    READER_ROLE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    UNUSUAL_FIELD_NUMBER: _ClassVar[int]
    time: _timestamp_pb2.Timestamp
    reader_name: str
    reader_role: str
    kind: str
    method: str
    refused: bool
    count: int
    unusual: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reader_name: _Optional[str] = ..., reader_role: _Optional[str] = ..., kind: _Optional[str] = ..., method: _Optional[str] = ..., refused: _Optional[bool] = ..., count: _Optional[int] = ..., unusual: _Optional[_Iterable[str]] = ...) -> None: ...

class ListUnusualLooksRequest(_message.Message):
    __slots__ = ("school", "page_size", "page_token", "count_only")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    COUNT_ONLY_FIELD_NUMBER: _ClassVar[int]
    school: str
    page_size: int
    page_token: str
    count_only: bool
    def __init__(self, school: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., count_only: _Optional[bool] = ...) -> None: ...

class ListUnusualLooksResponse(_message.Message):
    __slots__ = ("looks", "next_page_token", "recent_count")
    LOOKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    RECENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    looks: _containers.RepeatedCompositeFieldContainer[UnusualLook]
    next_page_token: str
    recent_count: int
    def __init__(self, looks: _Optional[_Iterable[_Union[UnusualLook, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., recent_count: _Optional[int] = ...) -> None: ...

class UnusualLook(_message.Message):
    __slots__ = ("time", "reader", "reader_name", "reader_role", "kind", "method", "reasons", "refused", "count", "children")
    TIME_FIELD_NUMBER: _ClassVar[int]
    READER_FIELD_NUMBER: _ClassVar[int]
    READER_NAME_FIELD_NUMBER: _ClassVar[int]
    READER_ROLE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    CHILDREN_FIELD_NUMBER: _ClassVar[int]
    time: _timestamp_pb2.Timestamp
    reader: str
    reader_name: str
    reader_role: str
    kind: str
    method: str
    reasons: _containers.RepeatedScalarFieldContainer[str]
    refused: bool
    count: int
    children: int
    def __init__(self, time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reader: _Optional[str] = ..., reader_name: _Optional[str] = ..., reader_role: _Optional[str] = ..., kind: _Optional[str] = ..., method: _Optional[str] = ..., reasons: _Optional[_Iterable[str]] = ..., refused: _Optional[bool] = ..., count: _Optional[int] = ..., children: _Optional[int] = ...) -> None: ...
