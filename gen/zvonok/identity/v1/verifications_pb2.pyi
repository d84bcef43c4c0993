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

class VerificationAnswer(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VERIFICATION_ANSWER_UNSPECIFIED: _ClassVar[VerificationAnswer]
    VERIFICATION_ANSWER_WAITING: _ClassVar[VerificationAnswer]
    VERIFICATION_ANSWER_CONFIRMED: _ClassVar[VerificationAnswer]
    VERIFICATION_ANSWER_CORRECTION: _ClassVar[VerificationAnswer]
VERIFICATION_ANSWER_UNSPECIFIED: VerificationAnswer
VERIFICATION_ANSWER_WAITING: VerificationAnswer
VERIFICATION_ANSWER_CONFIRMED: VerificationAnswer
VERIFICATION_ANSWER_CORRECTION: VerificationAnswer

class Verification(_message.Message):
    __slots__ = ("verification", "start_time", "due_date", "ask_date", "end_time", "pupils", "confirmed", "corrections")
    VERIFICATION_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    ASK_DATE_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    CORRECTIONS_FIELD_NUMBER: _ClassVar[int]
    verification: str
    start_time: _timestamp_pb2.Timestamp
    due_date: str
    ask_date: str
    end_time: _timestamp_pb2.Timestamp
    pupils: int
    confirmed: int
    corrections: int
    def __init__(self, verification: _Optional[str] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., due_date: _Optional[str] = ..., ask_date: _Optional[str] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., pupils: _Optional[int] = ..., confirmed: _Optional[int] = ..., corrections: _Optional[int] = ...) -> None: ...

class StartVerificationRequest(_message.Message):
    __slots__ = ("request_id", "due_date")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    due_date: str
    def __init__(self, request_id: _Optional[str] = ..., due_date: _Optional[str] = ..., **kwargs) -> None: ...

class StartVerificationResponse(_message.Message):
    __slots__ = ("verification",)
    VERIFICATION_FIELD_NUMBER: _ClassVar[int]
    verification: Verification
    def __init__(self, verification: _Optional[_Union[Verification, _Mapping]] = ...) -> None: ...

class ListVerificationsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., **kwargs) -> None: ...

class ListVerificationsResponse(_message.Message):
    __slots__ = ("verifications", "next_page_token")
    VERIFICATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    verifications: _containers.RepeatedCompositeFieldContainer[Verification]
    next_page_token: str
    def __init__(self, verifications: _Optional[_Iterable[_Union[Verification, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListVerificationPupilsRequest(_message.Message):
    __slots__ = ("verification",)
    CLASS_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_FIELD_NUMBER: _ClassVar[int]
    verification: str
    def __init__(self, verification: _Optional[str] = ..., **kwargs) -> None: ...

class ListVerificationPupilsResponse(_message.Message):
    __slots__ = ("verification", "pupils")
    VERIFICATION_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    verification: Verification
    pupils: _containers.RepeatedCompositeFieldContainer[VerificationPupil]
    def __init__(self, verification: _Optional[_Union[Verification, _Mapping]] = ..., pupils: _Optional[_Iterable[_Union[VerificationPupil, _Mapping]]] = ...) -> None: ...

class VerificationPupil(_message.Message):
    __slots__ = ("pupil", "answer", "answer_time")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    answer: VerificationAnswer
    answer_time: _timestamp_pb2.Timestamp
    def __init__(self, pupil: _Optional[str] = ..., answer: _Optional[_Union[VerificationAnswer, str]] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class RemindVerificationRequest(_message.Message):
    __slots__ = ("verification", "request_id")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    verification: str
    request_id: str
    def __init__(self, verification: _Optional[str] = ..., request_id: _Optional[str] = ..., **kwargs) -> None: ...

class RemindVerificationResponse(_message.Message):
    __slots__ = ("pupils",)
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    pupils: int
    def __init__(self, pupils: _Optional[int] = ...) -> None: ...

class EndVerificationRequest(_message.Message):
    __slots__ = ("verification", "request_id")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    verification: str
    request_id: str
    def __init__(self, verification: _Optional[str] = ..., request_id: _Optional[str] = ..., **kwargs) -> None: ...

class EndVerificationResponse(_message.Message):
    __slots__ = ("verification",)
    VERIFICATION_FIELD_NUMBER: _ClassVar[int]
    verification: Verification
    def __init__(self, verification: _Optional[_Union[Verification, _Mapping]] = ...) -> None: ...

class ConfirmDataRequest(_message.Message):
    __slots__ = ("pupil", "request_id")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    request_id: str
    def __init__(self, pupil: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ConfirmDataResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
