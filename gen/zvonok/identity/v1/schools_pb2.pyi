from google.api import field_behavior_pb2 as _field_behavior_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class School(_message.Message):
    __slots__ = ("name", "title", "time_zone", "municipality")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    MUNICIPALITY_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    time_zone: str
    municipality: str
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., time_zone: _Optional[str] = ..., municipality: _Optional[str] = ...) -> None: ...

class SchoolClass(_message.Message):
    __slots__ = ("name", "title", "year_group")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    YEAR_GROUP_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    year_group: int
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., year_group: _Optional[int] = ...) -> None: ...

class Group(_message.Message):
    __slots__ = ("name", "title", "subject_title", "subject_code", "class_title", "year_group")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_CODE_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    YEAR_GROUP_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    subject_title: str
    subject_code: str
    class_title: str
    year_group: int
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., subject_title: _Optional[str] = ..., subject_code: _Optional[str] = ..., class_title: _Optional[str] = ..., year_group: _Optional[int] = ..., **kwargs) -> None: ...

class Term(_message.Message):
    __slots__ = ("name", "title", "begin_date", "end_date", "school_year")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    SCHOOL_YEAR_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    begin_date: str
    end_date: str
    school_year: int
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., school_year: _Optional[int] = ...) -> None: ...

class ListSchoolsRequest(_message.Message):
    __slots__ = ("municipality", "page_size", "page_token")
    MUNICIPALITY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    municipality: str
    page_size: int
    page_token: str
    def __init__(self, municipality: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListSchoolsResponse(_message.Message):
    __slots__ = ("schools", "next_page_token")
    SCHOOLS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    schools: _containers.RepeatedCompositeFieldContainer[School]
    next_page_token: str
    def __init__(self, schools: _Optional[_Iterable[_Union[School, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListClassesRequest(_message.Message):
    __slots__ = ("school", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListClassesResponse(_message.Message):
    __slots__ = ("classes", "next_page_token")
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    classes: _containers.RepeatedCompositeFieldContainer[SchoolClass]
    next_page_token: str
    def __init__(self, classes: _Optional[_Iterable[_Union[SchoolClass, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListGroupsRequest(_message.Message):
    __slots__ = ("school", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListGroupsResponse(_message.Message):
    __slots__ = ("groups", "next_page_token")
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedCompositeFieldContainer[Group]
    next_page_token: str
    def __init__(self, groups: _Optional[_Iterable[_Union[Group, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListTermsRequest(_message.Message):
    __slots__ = ("school",)
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    school: str
    def __init__(self, school: _Optional[str] = ...) -> None: ...

class ListTermsResponse(_message.Message):
    __slots__ = ("terms",)
    TERMS_FIELD_NUMBER: _ClassVar[int]
    terms: _containers.RepeatedCompositeFieldContainer[Term]
    def __init__(self, terms: _Optional[_Iterable[_Union[Term, _Mapping]]] = ...) -> None: ...

class ImportRosterRequest(_message.Message):
    __slots__ = ("start", "chunk")
    START_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    start: ImportStart
    chunk: bytes
    def __init__(self, start: _Optional[_Union[ImportStart, _Mapping]] = ..., chunk: _Optional[bytes] = ...) -> None: ...

class ImportStart(_message.Message):
    __slots__ = ("municipality", "dry_run", "size_bytes", "request_id")
    MUNICIPALITY_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    municipality: str
    dry_run: bool
    size_bytes: int
    request_id: str
    def __init__(self, municipality: _Optional[str] = ..., dry_run: _Optional[bool] = ..., size_bytes: _Optional[int] = ..., request_id: _Optional[str] = ...) -> None: ...

class ImportRosterResponse(_message.Message):
    __slots__ = ("progress", "report")
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    progress: ImportProgress
    report: ImportReport
    def __init__(self, progress: _Optional[_Union[ImportProgress, _Mapping]] = ..., report: _Optional[_Union[ImportReport, _Mapping]] = ...) -> None: ...

class ImportProgress(_message.Message):
    __slots__ = ("step", "rows_done", "rows_total")
    STEP_FIELD_NUMBER: _ClassVar[int]
    ROWS_DONE_FIELD_NUMBER: _ClassVar[int]
    ROWS_TOTAL_FIELD_NUMBER: _ClassVar[int]
    step: str
    rows_done: int
    rows_total: int
    def __init__(self, step: _Optional[str] = ..., rows_done: _Optional[int] = ..., rows_total: _Optional[int] = ...) -> None: ...

class ImportReport(_message.Message):
    __slots__ = ("municipality", "dry_run", "version", "files", "refusals", "schools", "refusal_count", "relations_version")
    MUNICIPALITY_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    FILES_FIELD_NUMBER: _ClassVar[int]
    REFUSALS_FIELD_NUMBER: _ClassVar[int]
    SCHOOLS_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    RELATIONS_VERSION_FIELD_NUMBER: _ClassVar[int]
    municipality: str
    dry_run: bool
    version: str
    files: _containers.RepeatedCompositeFieldContainer[FileReport]
    refusals: _containers.RepeatedCompositeFieldContainer[Refusal]
    schools: _containers.RepeatedCompositeFieldContainer[SchoolReport]
    refusal_count: int
    relations_version: int
    def __init__(self, municipality: _Optional[str] = ..., dry_run: _Optional[bool] = ..., version: _Optional[str] = ..., files: _Optional[_Iterable[_Union[FileReport, _Mapping]]] = ..., refusals: _Optional[_Iterable[_Union[Refusal, _Mapping]]] = ..., schools: _Optional[_Iterable[_Union[SchoolReport, _Mapping]]] = ..., refusal_count: _Optional[int] = ..., relations_version: _Optional[int] = ...) -> None: ...

class FileReport(_message.Message):
    __slots__ = ("file", "mode", "rows_read", "created", "changed", "unchanged", "refused", "ended")
    FILE_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    ROWS_READ_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    CHANGED_FIELD_NUMBER: _ClassVar[int]
    UNCHANGED_FIELD_NUMBER: _ClassVar[int]
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    ENDED_FIELD_NUMBER: _ClassVar[int]
    file: str
    mode: str
    rows_read: int
    created: int
    changed: int
    unchanged: int
    refused: int
    ended: int
    def __init__(self, file: _Optional[str] = ..., mode: _Optional[str] = ..., rows_read: _Optional[int] = ..., created: _Optional[int] = ..., changed: _Optional[int] = ..., unchanged: _Optional[int] = ..., refused: _Optional[int] = ..., ended: _Optional[int] = ...) -> None: ...

class SchoolReport(_message.Message):
    __slots__ = ("title", "school", "applied")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    APPLIED_FIELD_NUMBER: _ClassVar[int]
    title: str
    school: str
    applied: bool
    def __init__(self, title: _Optional[str] = ..., school: _Optional[str] = ..., applied: _Optional[bool] = ...) -> None: ...

class Refusal(_message.Message):
    __slots__ = ("file", "line", "column", "value_kind", "reason", "remedy")
    FILE_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    VALUE_KIND_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REMEDY_FIELD_NUMBER: _ClassVar[int]
    file: str
    line: int
    column: str
    value_kind: str
    reason: str
    remedy: str
    def __init__(self, file: _Optional[str] = ..., line: _Optional[int] = ..., column: _Optional[str] = ..., value_kind: _Optional[str] = ..., reason: _Optional[str] = ..., remedy: _Optional[str] = ...) -> None: ...

class ReplayRosterRequest(_message.Message):
    __slots__ = ("school", "request_id")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ReplayRosterResponse(_message.Message):
    __slots__ = ("events", "told", "schools")
    class ToldEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    TOLD_FIELD_NUMBER: _ClassVar[int]
    SCHOOLS_FIELD_NUMBER: _ClassVar[int]
    events: int
    told: _containers.ScalarMap[str, int]
    schools: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, events: _Optional[int] = ..., told: _Optional[_Mapping[str, int]] = ..., schools: _Optional[_Iterable[str]] = ...) -> None: ...
