from google.api import field_behavior_pb2 as _field_behavior_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Exemption(_message.Message):
    __slots__ = ("exemption", "pupil", "subject_code", "subject_title", "begin_date", "end_date", "document", "partial")
    EXEMPTION_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_CODE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    PARTIAL_FIELD_NUMBER: _ClassVar[int]
    exemption: str
    pupil: str
    subject_code: str
    subject_title: str
    begin_date: str
    end_date: str
    document: str
    partial: bool
    def __init__(self, exemption: _Optional[str] = ..., pupil: _Optional[str] = ..., subject_code: _Optional[str] = ..., subject_title: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., document: _Optional[str] = ..., partial: _Optional[bool] = ...) -> None: ...

class CreateExemptionRequest(_message.Message):
    __slots__ = ("pupil", "request_id", "subject_code", "begin_date", "end_date", "document", "partial")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_CODE_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    PARTIAL_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    request_id: str
    subject_code: str
    begin_date: str
    end_date: str
    document: str
    partial: bool
    def __init__(self, pupil: _Optional[str] = ..., request_id: _Optional[str] = ..., subject_code: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., document: _Optional[str] = ..., partial: _Optional[bool] = ...) -> None: ...

class CreateExemptionResponse(_message.Message):
    __slots__ = ("exemption",)
    EXEMPTION_FIELD_NUMBER: _ClassVar[int]
    exemption: Exemption
    def __init__(self, exemption: _Optional[_Union[Exemption, _Mapping]] = ...) -> None: ...

class EndExemptionRequest(_message.Message):
    __slots__ = ("pupil", "request_id", "exemption", "end_date", "reason")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EXEMPTION_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    request_id: str
    exemption: str
    end_date: str
    reason: str
    def __init__(self, pupil: _Optional[str] = ..., request_id: _Optional[str] = ..., exemption: _Optional[str] = ..., end_date: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class EndExemptionResponse(_message.Message):
    __slots__ = ("exemption",)
    EXEMPTION_FIELD_NUMBER: _ClassVar[int]
    exemption: Exemption
    def __init__(self, exemption: _Optional[_Union[Exemption, _Mapping]] = ...) -> None: ...

class ListExemptionsRequest(_message.Message):
    __slots__ = ("pupil", "page_size", "page_token")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    page_size: int
    page_token: str
    def __init__(self, pupil: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListExemptionsResponse(_message.Message):
    __slots__ = ("exemptions", "next_page_token")
    EXEMPTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    exemptions: _containers.RepeatedCompositeFieldContainer[Exemption]
    next_page_token: str
    def __init__(self, exemptions: _Optional[_Iterable[_Union[Exemption, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListClassExemptionsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., **kwargs) -> None: ...

class ListClassExemptionsResponse(_message.Message):
    __slots__ = ("exemptions", "next_page_token", "subjects")
    EXEMPTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    exemptions: _containers.RepeatedCompositeFieldContainer[Exemption]
    next_page_token: str
    subjects: _containers.RepeatedCompositeFieldContainer[LearntSubject]
    def __init__(self, exemptions: _Optional[_Iterable[_Union[Exemption, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., subjects: _Optional[_Iterable[_Union[LearntSubject, _Mapping]]] = ...) -> None: ...

class LearntSubject(_message.Message):
    __slots__ = ("code", "title")
    CODE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    code: str
    title: str
    def __init__(self, code: _Optional[str] = ..., title: _Optional[str] = ...) -> None: ...
