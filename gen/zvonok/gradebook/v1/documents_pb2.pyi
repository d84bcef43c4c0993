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

class DocumentKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DOCUMENT_KIND_UNSPECIFIED: _ClassVar[DocumentKind]
    DOCUMENT_KIND_SUMMARY_SHEET: _ClassVar[DocumentKind]
    DOCUMENT_KIND_REPORT_CARD: _ClassVar[DocumentKind]
    DOCUMENT_KIND_CLASS_JOURNAL: _ClassVar[DocumentKind]
    DOCUMENT_KIND_DIARY_WEEK: _ClassVar[DocumentKind]
    DOCUMENT_KIND_SUBSTITUTION_REGISTER: _ClassVar[DocumentKind]
    DOCUMENT_KIND_TERM_ARCHIVE: _ClassVar[DocumentKind]

class DocumentForm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DOCUMENT_FORM_UNSPECIFIED: _ClassVar[DocumentForm]
    DOCUMENT_FORM_PDF: _ClassVar[DocumentForm]
    DOCUMENT_FORM_XLSX: _ClassVar[DocumentForm]
    DOCUMENT_FORM_ZIP: _ClassVar[DocumentForm]

class DocumentState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DOCUMENT_STATE_UNSPECIFIED: _ClassVar[DocumentState]
    DOCUMENT_STATE_QUEUED: _ClassVar[DocumentState]
    DOCUMENT_STATE_RUNNING: _ClassVar[DocumentState]
    DOCUMENT_STATE_DONE: _ClassVar[DocumentState]
    DOCUMENT_STATE_FAILED: _ClassVar[DocumentState]
    DOCUMENT_STATE_CANCELLED: _ClassVar[DocumentState]
    DOCUMENT_STATE_EXPIRED: _ClassVar[DocumentState]
DOCUMENT_KIND_UNSPECIFIED: DocumentKind
DOCUMENT_KIND_SUMMARY_SHEET: DocumentKind
DOCUMENT_KIND_REPORT_CARD: DocumentKind
DOCUMENT_KIND_CLASS_JOURNAL: DocumentKind
DOCUMENT_KIND_DIARY_WEEK: DocumentKind
DOCUMENT_KIND_SUBSTITUTION_REGISTER: DocumentKind
DOCUMENT_KIND_TERM_ARCHIVE: DocumentKind
DOCUMENT_FORM_UNSPECIFIED: DocumentForm
DOCUMENT_FORM_PDF: DocumentForm
DOCUMENT_FORM_XLSX: DocumentForm
DOCUMENT_FORM_ZIP: DocumentForm
DOCUMENT_STATE_UNSPECIFIED: DocumentState
DOCUMENT_STATE_QUEUED: DocumentState
DOCUMENT_STATE_RUNNING: DocumentState
DOCUMENT_STATE_DONE: DocumentState
DOCUMENT_STATE_FAILED: DocumentState
DOCUMENT_STATE_CANCELLED: DocumentState
DOCUMENT_STATE_EXPIRED: DocumentState

class DocumentOrder(_message.Message):
    __slots__ = ("kind", "form", "period", "begin_date", "end_date", "locale")
    KIND_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    LOCALE_FIELD_NUMBER: _ClassVar[int]
    kind: DocumentKind
    form: DocumentForm
    period: str
    begin_date: str
    end_date: str
    locale: str
    def __init__(self, kind: _Optional[_Union[DocumentKind, str]] = ..., form: _Optional[_Union[DocumentForm, str]] = ..., period: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., locale: _Optional[str] = ...) -> None: ...

class Document(_message.Message):
    __slots__ = ("document", "order", "state", "done_parts", "all_parts", "order_time", "end_time", "expire_time", "reason", "title", "size", "note")
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
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
    NOTE_FIELD_NUMBER: _ClassVar[int]
    document: str
    order: DocumentOrder
    state: DocumentState
    done_parts: int
    all_parts: int
    order_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    expire_time: _timestamp_pb2.Timestamp
    reason: str
    title: str
    size: int
    note: str
    def __init__(self, document: _Optional[str] = ..., order: _Optional[_Union[DocumentOrder, _Mapping]] = ..., state: _Optional[_Union[DocumentState, str]] = ..., done_parts: _Optional[int] = ..., all_parts: _Optional[int] = ..., order_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., expire_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reason: _Optional[str] = ..., title: _Optional[str] = ..., size: _Optional[int] = ..., note: _Optional[str] = ...) -> None: ...

class CreateSchoolDocumentRequest(_message.Message):
    __slots__ = ("school", "request_id", "order")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    order: DocumentOrder
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., order: _Optional[_Union[DocumentOrder, _Mapping]] = ...) -> None: ...

class CreateSchoolDocumentResponse(_message.Message):
    __slots__ = ("document",)
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    document: str
    def __init__(self, document: _Optional[str] = ...) -> None: ...

class CreateClassDocumentRequest(_message.Message):
    __slots__ = ("request_id", "order")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    order: DocumentOrder
    def __init__(self, request_id: _Optional[str] = ..., order: _Optional[_Union[DocumentOrder, _Mapping]] = ..., **kwargs) -> None: ...

class CreateClassDocumentResponse(_message.Message):
    __slots__ = ("document",)
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    document: str
    def __init__(self, document: _Optional[str] = ...) -> None: ...

class CreateGroupDocumentRequest(_message.Message):
    __slots__ = ("group", "request_id", "order")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    group: str
    request_id: str
    order: DocumentOrder
    def __init__(self, group: _Optional[str] = ..., request_id: _Optional[str] = ..., order: _Optional[_Union[DocumentOrder, _Mapping]] = ...) -> None: ...

class CreateGroupDocumentResponse(_message.Message):
    __slots__ = ("document",)
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    document: str
    def __init__(self, document: _Optional[str] = ...) -> None: ...

class CreatePupilDocumentRequest(_message.Message):
    __slots__ = ("pupil", "request_id", "order")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    request_id: str
    order: DocumentOrder
    def __init__(self, pupil: _Optional[str] = ..., request_id: _Optional[str] = ..., order: _Optional[_Union[DocumentOrder, _Mapping]] = ...) -> None: ...

class CreatePupilDocumentResponse(_message.Message):
    __slots__ = ("document",)
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    document: str
    def __init__(self, document: _Optional[str] = ...) -> None: ...

class DownloadSchoolDocumentRequest(_message.Message):
    __slots__ = ("school", "document")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    school: str
    document: str
    def __init__(self, school: _Optional[str] = ..., document: _Optional[str] = ...) -> None: ...

class DownloadSchoolDocumentResponse(_message.Message):
    __slots__ = ("title", "form", "data_subjects", "chunk")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    DATA_SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    title: str
    form: DocumentForm
    data_subjects: _containers.RepeatedScalarFieldContainer[str]
    chunk: bytes
    def __init__(self, title: _Optional[str] = ..., form: _Optional[_Union[DocumentForm, str]] = ..., data_subjects: _Optional[_Iterable[str]] = ..., chunk: _Optional[bytes] = ...) -> None: ...

class DownloadClassDocumentRequest(_message.Message):
    __slots__ = ("document",)
    CLASS_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    document: str
    def __init__(self, document: _Optional[str] = ..., **kwargs) -> None: ...

class DownloadClassDocumentResponse(_message.Message):
    __slots__ = ("title", "form", "data_subjects", "chunk")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    DATA_SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    title: str
    form: DocumentForm
    data_subjects: _containers.RepeatedScalarFieldContainer[str]
    chunk: bytes
    def __init__(self, title: _Optional[str] = ..., form: _Optional[_Union[DocumentForm, str]] = ..., data_subjects: _Optional[_Iterable[str]] = ..., chunk: _Optional[bytes] = ...) -> None: ...

class DownloadGroupDocumentRequest(_message.Message):
    __slots__ = ("group", "document")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    group: str
    document: str
    def __init__(self, group: _Optional[str] = ..., document: _Optional[str] = ...) -> None: ...

class DownloadGroupDocumentResponse(_message.Message):
    __slots__ = ("title", "form", "data_subjects", "chunk")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    DATA_SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    title: str
    form: DocumentForm
    data_subjects: _containers.RepeatedScalarFieldContainer[str]
    chunk: bytes
    def __init__(self, title: _Optional[str] = ..., form: _Optional[_Union[DocumentForm, str]] = ..., data_subjects: _Optional[_Iterable[str]] = ..., chunk: _Optional[bytes] = ...) -> None: ...

class DownloadPupilDocumentRequest(_message.Message):
    __slots__ = ("pupil", "document")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    document: str
    def __init__(self, pupil: _Optional[str] = ..., document: _Optional[str] = ...) -> None: ...

class DownloadPupilDocumentResponse(_message.Message):
    __slots__ = ("title", "form", "data_subjects", "chunk")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    DATA_SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    title: str
    form: DocumentForm
    data_subjects: _containers.RepeatedScalarFieldContainer[str]
    chunk: bytes
    def __init__(self, title: _Optional[str] = ..., form: _Optional[_Union[DocumentForm, str]] = ..., data_subjects: _Optional[_Iterable[str]] = ..., chunk: _Optional[bytes] = ...) -> None: ...

class ListSchoolDocumentsRequest(_message.Message):
    __slots__ = ("school", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListSchoolDocumentsResponse(_message.Message):
    __slots__ = ("documents", "next_page_token")
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    documents: _containers.RepeatedCompositeFieldContainer[Document]
    next_page_token: str
    def __init__(self, documents: _Optional[_Iterable[_Union[Document, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListClassDocumentsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., **kwargs) -> None: ...

class ListClassDocumentsResponse(_message.Message):
    __slots__ = ("documents", "next_page_token", "class_title")
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    documents: _containers.RepeatedCompositeFieldContainer[Document]
    next_page_token: str
    class_title: str
    def __init__(self, documents: _Optional[_Iterable[_Union[Document, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., class_title: _Optional[str] = ...) -> None: ...

class ListGroupDocumentsRequest(_message.Message):
    __slots__ = ("group", "page_size", "page_token")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    group: str
    page_size: int
    page_token: str
    def __init__(self, group: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListGroupDocumentsResponse(_message.Message):
    __slots__ = ("documents", "next_page_token", "group_title")
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    GROUP_TITLE_FIELD_NUMBER: _ClassVar[int]
    documents: _containers.RepeatedCompositeFieldContainer[Document]
    next_page_token: str
    group_title: str
    def __init__(self, documents: _Optional[_Iterable[_Union[Document, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., group_title: _Optional[str] = ...) -> None: ...

class ListPupilDocumentsRequest(_message.Message):
    __slots__ = ("pupil", "page_size", "page_token")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    page_size: int
    page_token: str
    def __init__(self, pupil: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPupilDocumentsResponse(_message.Message):
    __slots__ = ("documents", "next_page_token")
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    documents: _containers.RepeatedCompositeFieldContainer[Document]
    next_page_token: str
    def __init__(self, documents: _Optional[_Iterable[_Union[Document, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CancelDocumentRequest(_message.Message):
    __slots__ = ("school", "request_id", "document")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    document: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., document: _Optional[str] = ...) -> None: ...

class CancelDocumentResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class RepeatDocumentRequest(_message.Message):
    __slots__ = ("school", "request_id", "document")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    document: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., document: _Optional[str] = ...) -> None: ...

class RepeatDocumentResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
