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

class UnlockState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    UNLOCK_STATE_UNSPECIFIED: _ClassVar[UnlockState]
    UNLOCK_STATE_REQUESTED: _ClassVar[UnlockState]
    UNLOCK_STATE_GRANTED: _ClassVar[UnlockState]
    UNLOCK_STATE_REFUSED: _ClassVar[UnlockState]
UNLOCK_STATE_UNSPECIFIED: UnlockState
UNLOCK_STATE_REQUESTED: UnlockState
UNLOCK_STATE_GRANTED: UnlockState
UNLOCK_STATE_REFUSED: UnlockState

class Rules(_message.Message):
    __slots__ = ("categories", "edit_days", "version")
    CATEGORIES_FIELD_NUMBER: _ClassVar[int]
    EDIT_DAYS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    categories: _containers.RepeatedCompositeFieldContainer[Category]
    edit_days: int
    version: int
    def __init__(self, categories: _Optional[_Iterable[_Union[Category, _Mapping]]] = ..., edit_days: _Optional[int] = ..., version: _Optional[int] = ...) -> None: ...

class Category(_message.Message):
    __slots__ = ("code", "title", "weight", "edit_days", "retired", "version")
    CODE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    EDIT_DAYS_FIELD_NUMBER: _ClassVar[int]
    RETIRED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    code: str
    title: str
    weight: str
    edit_days: int
    retired: bool
    version: int
    def __init__(self, code: _Optional[str] = ..., title: _Optional[str] = ..., weight: _Optional[str] = ..., edit_days: _Optional[int] = ..., retired: _Optional[bool] = ..., version: _Optional[int] = ...) -> None: ...

class GetRulesRequest(_message.Message):
    __slots__ = ("school",)
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    school: str
    def __init__(self, school: _Optional[str] = ...) -> None: ...

class GetRulesResponse(_message.Message):
    __slots__ = ("rules",)
    RULES_FIELD_NUMBER: _ClassVar[int]
    rules: Rules
    def __init__(self, rules: _Optional[_Union[Rules, _Mapping]] = ...) -> None: ...

class SetCategoryRequest(_message.Message):
    __slots__ = ("school", "request_id", "category", "reason")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    category: Category
    reason: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., category: _Optional[_Union[Category, _Mapping]] = ..., reason: _Optional[str] = ...) -> None: ...

class SetCategoryResponse(_message.Message):
    __slots__ = ("rules",)
    RULES_FIELD_NUMBER: _ClassVar[int]
    rules: Rules
    def __init__(self, rules: _Optional[_Union[Rules, _Mapping]] = ...) -> None: ...

class SetEditWindowRequest(_message.Message):
    __slots__ = ("school", "request_id", "edit_days", "seen_version", "reason")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EDIT_DAYS_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    edit_days: int
    seen_version: int
    reason: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., edit_days: _Optional[int] = ..., seen_version: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class SetEditWindowResponse(_message.Message):
    __slots__ = ("rules",)
    RULES_FIELD_NUMBER: _ClassVar[int]
    rules: Rules
    def __init__(self, rules: _Optional[_Union[Rules, _Mapping]] = ...) -> None: ...

class Lock(_message.Message):
    __slots__ = ("lock", "subject_code", "term", "reason", "lock_time", "end_time")
    LOCK_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_CODE_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    LOCK_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    lock: str
    subject_code: str
    term: str
    reason: str
    lock_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, lock: _Optional[str] = ..., subject_code: _Optional[str] = ..., term: _Optional[str] = ..., reason: _Optional[str] = ..., lock_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., **kwargs) -> None: ...

class CreateLockRequest(_message.Message):
    __slots__ = ("school", "request_id", "subject_code", "term", "reason")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_CODE_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    subject_code: str
    term: str
    reason: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., subject_code: _Optional[str] = ..., term: _Optional[str] = ..., reason: _Optional[str] = ..., **kwargs) -> None: ...

class CreateLockResponse(_message.Message):
    __slots__ = ("lock",)
    LOCK_FIELD_NUMBER: _ClassVar[int]
    lock: Lock
    def __init__(self, lock: _Optional[_Union[Lock, _Mapping]] = ...) -> None: ...

class EndLockRequest(_message.Message):
    __slots__ = ("school", "request_id", "lock", "reason")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    LOCK_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    lock: str
    reason: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., lock: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class EndLockResponse(_message.Message):
    __slots__ = ("lock",)
    LOCK_FIELD_NUMBER: _ClassVar[int]
    lock: Lock
    def __init__(self, lock: _Optional[_Union[Lock, _Mapping]] = ...) -> None: ...

class ListLocksRequest(_message.Message):
    __slots__ = ("school", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListLocksResponse(_message.Message):
    __slots__ = ("locks", "next_page_token")
    LOCKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    locks: _containers.RepeatedCompositeFieldContainer[Lock]
    next_page_token: str
    def __init__(self, locks: _Optional[_Iterable[_Union[Lock, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Unlock(_message.Message):
    __slots__ = ("unlock", "place", "reason", "requested_by", "request_time", "state", "answer", "until", "subject_title", "class_title", "date")
    UNLOCK_FIELD_NUMBER: _ClassVar[int]
    PLACE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUESTED_BY_FIELD_NUMBER: _ClassVar[int]
    REQUEST_TIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    unlock: str
    place: str
    reason: str
    requested_by: str
    request_time: _timestamp_pb2.Timestamp
    state: UnlockState
    answer: str
    until: _timestamp_pb2.Timestamp
    subject_title: str
    class_title: str
    date: str
    def __init__(self, unlock: _Optional[str] = ..., place: _Optional[str] = ..., reason: _Optional[str] = ..., requested_by: _Optional[str] = ..., request_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., state: _Optional[_Union[UnlockState, str]] = ..., answer: _Optional[str] = ..., until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., subject_title: _Optional[str] = ..., class_title: _Optional[str] = ..., date: _Optional[str] = ...) -> None: ...

class RequestUnlockRequest(_message.Message):
    __slots__ = ("place", "request_id", "reason")
    PLACE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    place: str
    request_id: str
    reason: str
    def __init__(self, place: _Optional[str] = ..., request_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class RequestUnlockResponse(_message.Message):
    __slots__ = ("unlock",)
    UNLOCK_FIELD_NUMBER: _ClassVar[int]
    unlock: Unlock
    def __init__(self, unlock: _Optional[_Union[Unlock, _Mapping]] = ...) -> None: ...

class DecideUnlockRequest(_message.Message):
    __slots__ = ("school", "request_id", "unlock", "grant", "until", "answer")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    UNLOCK_FIELD_NUMBER: _ClassVar[int]
    GRANT_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    unlock: str
    grant: bool
    until: _timestamp_pb2.Timestamp
    answer: str
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., unlock: _Optional[str] = ..., grant: _Optional[bool] = ..., until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answer: _Optional[str] = ...) -> None: ...

class DecideUnlockResponse(_message.Message):
    __slots__ = ("unlock",)
    UNLOCK_FIELD_NUMBER: _ClassVar[int]
    unlock: Unlock
    def __init__(self, unlock: _Optional[_Union[Unlock, _Mapping]] = ...) -> None: ...

class ListUnlocksRequest(_message.Message):
    __slots__ = ("school", "decided", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    DECIDED_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    decided: bool
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., decided: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListUnlocksResponse(_message.Message):
    __slots__ = ("unlocks", "next_page_token")
    UNLOCKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    unlocks: _containers.RepeatedCompositeFieldContainer[Unlock]
    next_page_token: str
    def __init__(self, unlocks: _Optional[_Iterable[_Union[Unlock, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListOwnUnlocksRequest(_message.Message):
    __slots__ = ("school", "group", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    group: str
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., group: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListOwnUnlocksResponse(_message.Message):
    __slots__ = ("unlocks", "next_page_token")
    UNLOCKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    unlocks: _containers.RepeatedCompositeFieldContainer[Unlock]
    next_page_token: str
    def __init__(self, unlocks: _Optional[_Iterable[_Union[Unlock, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
