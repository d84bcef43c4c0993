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

class SendMessageRequest(_message.Message):
    __slots__ = ("request_id", "text", "confirm", "pupils")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CONFIRM_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    text: str
    confirm: bool
    pupils: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, request_id: _Optional[str] = ..., text: _Optional[str] = ..., confirm: _Optional[bool] = ..., pupils: _Optional[_Iterable[str]] = ..., **kwargs) -> None: ...

class SendMessageResponse(_message.Message):
    __slots__ = ("message", "pupils")
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    message: str
    pupils: int
    def __init__(self, message: _Optional[str] = ..., pupils: _Optional[int] = ...) -> None: ...

class ListMessagesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    CLASS_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., **kwargs) -> None: ...

class ListMessagesResponse(_message.Message):
    __slots__ = ("messages", "next_page_token")
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    messages: _containers.RepeatedCompositeFieldContainer[Message]
    next_page_token: str
    def __init__(self, messages: _Optional[_Iterable[_Union[Message, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Message(_message.Message):
    __slots__ = ("message", "text", "confirm", "sender", "send_time", "pupils", "read", "confirmed")
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CONFIRM_FIELD_NUMBER: _ClassVar[int]
    SENDER_FIELD_NUMBER: _ClassVar[int]
    SEND_TIME_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    READ_FIELD_NUMBER: _ClassVar[int]
    CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    message: str
    text: str
    confirm: bool
    sender: str
    send_time: _timestamp_pb2.Timestamp
    pupils: int
    read: int
    confirmed: int
    def __init__(self, message: _Optional[str] = ..., text: _Optional[str] = ..., confirm: _Optional[bool] = ..., sender: _Optional[str] = ..., send_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., pupils: _Optional[int] = ..., read: _Optional[int] = ..., confirmed: _Optional[int] = ...) -> None: ...

class GetReadReportRequest(_message.Message):
    __slots__ = ("message",)
    CLASS_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    message: str
    def __init__(self, message: _Optional[str] = ..., **kwargs) -> None: ...

class GetReadReportResponse(_message.Message):
    __slots__ = ("message", "pupils")
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    PUPILS_FIELD_NUMBER: _ClassVar[int]
    message: Message
    pupils: _containers.RepeatedCompositeFieldContainer[PupilReading]
    def __init__(self, message: _Optional[_Union[Message, _Mapping]] = ..., pupils: _Optional[_Iterable[_Union[PupilReading, _Mapping]]] = ...) -> None: ...

class PupilReading(_message.Message):
    __slots__ = ("pupil", "recipients", "read", "confirmed", "read_time", "confirm_time")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    RECIPIENTS_FIELD_NUMBER: _ClassVar[int]
    READ_FIELD_NUMBER: _ClassVar[int]
    CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    READ_TIME_FIELD_NUMBER: _ClassVar[int]
    CONFIRM_TIME_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    recipients: int
    read: int
    confirmed: int
    read_time: _timestamp_pb2.Timestamp
    confirm_time: _timestamp_pb2.Timestamp
    def __init__(self, pupil: _Optional[str] = ..., recipients: _Optional[int] = ..., read: _Optional[int] = ..., confirmed: _Optional[int] = ..., read_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., confirm_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ConfirmMessageRequest(_message.Message):
    __slots__ = ("notice", "request_id")
    NOTICE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    notice: str
    request_id: str
    def __init__(self, notice: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ConfirmMessageResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
