from google.api import field_behavior_pb2 as _field_behavior_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Mode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MODE_UNSPECIFIED: _ClassVar[Mode]
    MODE_AT_ONCE: _ClassVar[Mode]
    MODE_DAILY: _ClassVar[Mode]
    MODE_WEEKLY: _ClassVar[Mode]
    MODE_OFF: _ClassVar[Mode]
    MODE_RESERVE: _ClassVar[Mode]
MODE_UNSPECIFIED: Mode
MODE_AT_ONCE: Mode
MODE_DAILY: Mode
MODE_WEEKLY: Mode
MODE_OFF: Mode
MODE_RESERVE: Mode

class Route(_message.Message):
    __slots__ = ("kind", "channel", "mode")
    KIND_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    kind: str
    channel: str
    mode: Mode
    def __init__(self, kind: _Optional[str] = ..., channel: _Optional[str] = ..., mode: _Optional[_Union[Mode, str]] = ...) -> None: ...

class Settings(_message.Message):
    __slots__ = ("routes", "marks_at_most", "quiet_begin", "quiet_end", "daily_at", "weekly_on", "version")
    ROUTES_FIELD_NUMBER: _ClassVar[int]
    MARKS_AT_MOST_FIELD_NUMBER: _ClassVar[int]
    QUIET_BEGIN_FIELD_NUMBER: _ClassVar[int]
    QUIET_END_FIELD_NUMBER: _ClassVar[int]
    DAILY_AT_FIELD_NUMBER: _ClassVar[int]
    WEEKLY_ON_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    routes: _containers.RepeatedCompositeFieldContainer[Route]
    marks_at_most: int
    quiet_begin: str
    quiet_end: str
    daily_at: str
    weekly_on: int
    version: int
    def __init__(self, routes: _Optional[_Iterable[_Union[Route, _Mapping]]] = ..., marks_at_most: _Optional[int] = ..., quiet_begin: _Optional[str] = ..., quiet_end: _Optional[str] = ..., daily_at: _Optional[str] = ..., weekly_on: _Optional[int] = ..., version: _Optional[int] = ...) -> None: ...

class GetSettingsRequest(_message.Message):
    __slots__ = ("pupil",)
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    def __init__(self, pupil: _Optional[str] = ...) -> None: ...

class GetSettingsResponse(_message.Message):
    __slots__ = ("settings",)
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    settings: Settings
    def __init__(self, settings: _Optional[_Union[Settings, _Mapping]] = ...) -> None: ...

class SetSettingsRequest(_message.Message):
    __slots__ = ("pupil", "request_id", "settings")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    request_id: str
    settings: Settings
    def __init__(self, pupil: _Optional[str] = ..., request_id: _Optional[str] = ..., settings: _Optional[_Union[Settings, _Mapping]] = ...) -> None: ...

class SetSettingsResponse(_message.Message):
    __slots__ = ("settings",)
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    settings: Settings
    def __init__(self, settings: _Optional[_Union[Settings, _Mapping]] = ...) -> None: ...

class SchoolSettings(_message.Message):
    __slots__ = ("grace_seconds", "defaults")
    GRACE_SECONDS_FIELD_NUMBER: _ClassVar[int]
    DEFAULTS_FIELD_NUMBER: _ClassVar[int]
    grace_seconds: int
    defaults: Settings
    def __init__(self, grace_seconds: _Optional[int] = ..., defaults: _Optional[_Union[Settings, _Mapping]] = ...) -> None: ...

class GetSchoolSettingsRequest(_message.Message):
    __slots__ = ("school",)
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    school: str
    def __init__(self, school: _Optional[str] = ...) -> None: ...

class GetSchoolSettingsResponse(_message.Message):
    __slots__ = ("settings",)
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    settings: SchoolSettings
    def __init__(self, settings: _Optional[_Union[SchoolSettings, _Mapping]] = ...) -> None: ...

class SetSchoolSettingsRequest(_message.Message):
    __slots__ = ("school", "request_id", "settings")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    settings: SchoolSettings
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., settings: _Optional[_Union[SchoolSettings, _Mapping]] = ...) -> None: ...

class SetSchoolSettingsResponse(_message.Message):
    __slots__ = ("settings",)
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    settings: SchoolSettings
    def __init__(self, settings: _Optional[_Union[SchoolSettings, _Mapping]] = ...) -> None: ...
