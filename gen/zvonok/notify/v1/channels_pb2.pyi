from google.api import field_behavior_pb2 as _field_behavior_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class UnsubscribeRequest(_message.Message):
    __slots__ = ("token",)
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    token: str
    def __init__(self, token: _Optional[str] = ...) -> None: ...

class UnsubscribeResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetPushRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetPushResponse(_message.Message):
    __slots__ = ("public_key", "endpoint_hashes")
    PUBLIC_KEY_FIELD_NUMBER: _ClassVar[int]
    ENDPOINT_HASHES_FIELD_NUMBER: _ClassVar[int]
    public_key: str
    endpoint_hashes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, public_key: _Optional[str] = ..., endpoint_hashes: _Optional[_Iterable[str]] = ...) -> None: ...

class AddPushRequest(_message.Message):
    __slots__ = ("endpoint", "p256dh", "auth")
    ENDPOINT_FIELD_NUMBER: _ClassVar[int]
    P256DH_FIELD_NUMBER: _ClassVar[int]
    AUTH_FIELD_NUMBER: _ClassVar[int]
    endpoint: str
    p256dh: str
    auth: str
    def __init__(self, endpoint: _Optional[str] = ..., p256dh: _Optional[str] = ..., auth: _Optional[str] = ...) -> None: ...

class AddPushResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class RemovePushRequest(_message.Message):
    __slots__ = ("endpoint", "session")
    ENDPOINT_FIELD_NUMBER: _ClassVar[int]
    SESSION_FIELD_NUMBER: _ClassVar[int]
    endpoint: str
    session: str
    def __init__(self, endpoint: _Optional[str] = ..., session: _Optional[str] = ...) -> None: ...

class RemovePushResponse(_message.Message):
    __slots__ = ("removed",)
    REMOVED_FIELD_NUMBER: _ClassVar[int]
    removed: int
    def __init__(self, removed: _Optional[int] = ...) -> None: ...

class Sender(_message.Message):
    __slots__ = ("title", "reply_to", "version")
    TITLE_FIELD_NUMBER: _ClassVar[int]
    REPLY_TO_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    title: str
    reply_to: str
    version: int
    def __init__(self, title: _Optional[str] = ..., reply_to: _Optional[str] = ..., version: _Optional[int] = ...) -> None: ...

class GetSenderRequest(_message.Message):
    __slots__ = ("school",)
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    school: str
    def __init__(self, school: _Optional[str] = ...) -> None: ...

class GetSenderResponse(_message.Message):
    __slots__ = ("sender",)
    SENDER_FIELD_NUMBER: _ClassVar[int]
    sender: Sender
    def __init__(self, sender: _Optional[_Union[Sender, _Mapping]] = ...) -> None: ...

class SetSenderRequest(_message.Message):
    __slots__ = ("school", "request_id", "sender")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SENDER_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    sender: Sender
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., sender: _Optional[_Union[Sender, _Mapping]] = ...) -> None: ...

class SetSenderResponse(_message.Message):
    __slots__ = ("sender",)
    SENDER_FIELD_NUMBER: _ClassVar[int]
    sender: Sender
    def __init__(self, sender: _Optional[_Union[Sender, _Mapping]] = ...) -> None: ...
