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

class ListNoticesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListNoticesResponse(_message.Message):
    __slots__ = ("notices", "next_page_token", "unread", "held", "next_time")
    NOTICES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    UNREAD_FIELD_NUMBER: _ClassVar[int]
    HELD_FIELD_NUMBER: _ClassVar[int]
    NEXT_TIME_FIELD_NUMBER: _ClassVar[int]
    notices: _containers.RepeatedCompositeFieldContainer[Notice]
    next_page_token: str
    unread: int
    held: int
    next_time: _timestamp_pb2.Timestamp
    def __init__(self, notices: _Optional[_Iterable[_Union[Notice, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., unread: _Optional[int] = ..., held: _Optional[int] = ..., next_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Notice(_message.Message):
    __slots__ = ("notice", "pupil", "kind", "lesson_date", "lesson_bell", "subject_title", "items", "create_time", "read", "deliveries", "text", "confirm", "confirmed")
    NOTICE_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    LESSON_DATE_FIELD_NUMBER: _ClassVar[int]
    LESSON_BELL_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    READ_FIELD_NUMBER: _ClassVar[int]
    DELIVERIES_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CONFIRM_FIELD_NUMBER: _ClassVar[int]
    CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    notice: str
    pupil: str
    kind: str
    lesson_date: str
    lesson_bell: int
    subject_title: str
    items: _containers.RepeatedCompositeFieldContainer[NoticeItem]
    create_time: _timestamp_pb2.Timestamp
    read: bool
    deliveries: _containers.RepeatedCompositeFieldContainer[Delivery]
    text: str
    confirm: bool
    confirmed: bool
    def __init__(self, notice: _Optional[str] = ..., pupil: _Optional[str] = ..., kind: _Optional[str] = ..., lesson_date: _Optional[str] = ..., lesson_bell: _Optional[int] = ..., subject_title: _Optional[str] = ..., items: _Optional[_Iterable[_Union[NoticeItem, _Mapping]]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., read: _Optional[bool] = ..., deliveries: _Optional[_Iterable[_Union[Delivery, _Mapping]]] = ..., text: _Optional[str] = ..., confirm: _Optional[bool] = ..., confirmed: _Optional[bool] = ...) -> None: ...

class NoticeItem(_message.Message):
    __slots__ = ("kind", "category", "old_value", "new_value", "minutes_late", "subject_title", "date", "bell", "room")
    KIND_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    OLD_VALUE_FIELD_NUMBER: _ClassVar[int]
    NEW_VALUE_FIELD_NUMBER: _ClassVar[int]
    MINUTES_LATE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    ROOM_FIELD_NUMBER: _ClassVar[int]
    kind: str
    category: str
    old_value: str
    new_value: str
    minutes_late: int
    subject_title: str
    date: str
    bell: int
    room: str
    def __init__(self, kind: _Optional[str] = ..., category: _Optional[str] = ..., old_value: _Optional[str] = ..., new_value: _Optional[str] = ..., minutes_late: _Optional[int] = ..., subject_title: _Optional[str] = ..., date: _Optional[str] = ..., bell: _Optional[int] = ..., room: _Optional[str] = ...) -> None: ...

class Delivery(_message.Message):
    __slots__ = ("channel", "state", "update_time", "tries", "reason", "due_time")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    TRIES_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    channel: str
    state: str
    update_time: _timestamp_pb2.Timestamp
    tries: int
    reason: str
    due_time: _timestamp_pb2.Timestamp
    def __init__(self, channel: _Optional[str] = ..., state: _Optional[str] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tries: _Optional[int] = ..., reason: _Optional[str] = ..., due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CountDeliveriesRequest(_message.Message):
    __slots__ = ("school", "days")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    DAYS_FIELD_NUMBER: _ClassVar[int]
    school: str
    days: int
    def __init__(self, school: _Optional[str] = ..., days: _Optional[int] = ...) -> None: ...

class CountDeliveriesResponse(_message.Message):
    __slots__ = ("counts",)
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    counts: _containers.RepeatedCompositeFieldContainer[DeliveryCount]
    def __init__(self, counts: _Optional[_Iterable[_Union[DeliveryCount, _Mapping]]] = ...) -> None: ...

class DeliveryCount(_message.Message):
    __slots__ = ("channel", "state", "reason", "count")
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    channel: str
    state: str
    reason: str
    count: int
    def __init__(self, channel: _Optional[str] = ..., state: _Optional[str] = ..., reason: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...

class MarkNoticesReadRequest(_message.Message):
    __slots__ = ("until", "request_id")
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    until: _timestamp_pb2.Timestamp
    request_id: str
    def __init__(self, until: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class MarkNoticesReadResponse(_message.Message):
    __slots__ = ("unread",)
    UNREAD_FIELD_NUMBER: _ClassVar[int]
    unread: int
    def __init__(self, unread: _Optional[int] = ...) -> None: ...

class WatchUnreadRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class WatchUnreadResponse(_message.Message):
    __slots__ = ("unread", "notices")
    UNREAD_FIELD_NUMBER: _ClassVar[int]
    NOTICES_FIELD_NUMBER: _ClassVar[int]
    unread: int
    notices: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, unread: _Optional[int] = ..., notices: _Optional[_Iterable[str]] = ...) -> None: ...
