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

class ReportKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REPORT_KIND_UNSPECIFIED: _ClassVar[ReportKind]
    REPORT_KIND_CONTROL: _ClassVar[ReportKind]
    REPORT_KIND_MONTH: _ClassVar[ReportKind]

class ReportForm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REPORT_FORM_UNSPECIFIED: _ClassVar[ReportForm]
    REPORT_FORM_PDF: _ClassVar[ReportForm]
    REPORT_FORM_XLSX: _ClassVar[ReportForm]

class ReportState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REPORT_STATE_UNSPECIFIED: _ClassVar[ReportState]
    REPORT_STATE_QUEUED: _ClassVar[ReportState]
    REPORT_STATE_RUNNING: _ClassVar[ReportState]
    REPORT_STATE_DONE: _ClassVar[ReportState]
    REPORT_STATE_FAILED: _ClassVar[ReportState]
    REPORT_STATE_CANCELLED: _ClassVar[ReportState]
    REPORT_STATE_EXPIRED: _ClassVar[ReportState]
REPORT_KIND_UNSPECIFIED: ReportKind
REPORT_KIND_CONTROL: ReportKind
REPORT_KIND_MONTH: ReportKind
REPORT_FORM_UNSPECIFIED: ReportForm
REPORT_FORM_PDF: ReportForm
REPORT_FORM_XLSX: ReportForm
REPORT_STATE_UNSPECIFIED: ReportState
REPORT_STATE_QUEUED: ReportState
REPORT_STATE_RUNNING: ReportState
REPORT_STATE_DONE: ReportState
REPORT_STATE_FAILED: ReportState
REPORT_STATE_CANCELLED: ReportState
REPORT_STATE_EXPIRED: ReportState

class ReportOrder(_message.Message):
    __slots__ = ("kind", "form", "term", "date", "locale")
    KIND_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    LOCALE_FIELD_NUMBER: _ClassVar[int]
    kind: ReportKind
    form: ReportForm
    term: str
    date: str
    locale: str
    def __init__(self, kind: _Optional[_Union[ReportKind, str]] = ..., form: _Optional[_Union[ReportForm, str]] = ..., term: _Optional[str] = ..., date: _Optional[str] = ..., locale: _Optional[str] = ...) -> None: ...

class Report(_message.Message):
    __slots__ = ("report", "order", "state", "done_parts", "all_parts", "order_time", "end_time", "expire_time", "reason", "title", "size")
    REPORT_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    DONE_PARTS_FIELD_NUMBER: _ClassVar[int]
    ALL_PARTS_FIELD_NUMBER: _ClassVar[int]
    ORDER_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    report: str
    order: ReportOrder
    state: ReportState
    done_parts: int
    all_parts: int
    order_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    reason: str
    title: str
    size: int
    def __init__(self, report: _Optional[str] = ..., order: _Optional[_Union[ReportOrder, _Mapping]] = ..., state: _Optional[_Union[ReportState, str]] = ..., done_parts: _Optional[int] = ..., all_parts: _Optional[int] = ..., order_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reason: _Optional[str] = ..., title: _Optional[str] = ..., size: _Optional[int] = ...) -> None: ...

class CreateReportRequest(_message.Message):
    __slots__ = ("school", "request_id", "order")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    order: ReportOrder
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., order: _Optional[_Union[ReportOrder, _Mapping]] = ...) -> None: ...

class CreateReportResponse(_message.Message):
    __slots__ = ("report",)
    REPORT_FIELD_NUMBER: _ClassVar[int]
    report: str
    def __init__(self, report: _Optional[str] = ...) -> None: ...

class ListReportsRequest(_message.Message):
    __slots__ = ("school", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListReportsResponse(_message.Message):
    __slots__ = ("reports", "next_page_token")
    REPORTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    reports: _containers.RepeatedCompositeFieldContainer[Report]
    next_page_token: str
    def __init__(self, reports: _Optional[_Iterable[_Union[Report, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DownloadReportRequest(_message.Message):
    __slots__ = ("school", "report")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    school: str
    report: str
    def __init__(self, school: _Optional[str] = ..., report: _Optional[str] = ...) -> None: ...

class DownloadReportResponse(_message.Message):
    __slots__ = ("title", "form", "data_subjects", "chunk")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    DATA_SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    title: str
    form: ReportForm
    data_subjects: _containers.RepeatedScalarFieldContainer[str]
    chunk: bytes
    def __init__(self, title: _Optional[str] = ..., form: _Optional[_Union[ReportForm, str]] = ..., data_subjects: _Optional[_Iterable[str]] = ..., chunk: _Optional[bytes] = ...) -> None: ...

class CancelReportRequest(_message.Message):
    __slots__ = ("school", "request_id", "report")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    report: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., report: _Optional[str] = ...) -> None: ...

class CancelReportResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class RepeatReportRequest(_message.Message):
    __slots__ = ("school", "request_id", "report")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    report: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., report: _Optional[str] = ...) -> None: ...

class RepeatReportResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
