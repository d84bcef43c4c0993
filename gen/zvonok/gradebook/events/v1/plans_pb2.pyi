from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PlanChanged(_message.Message):
    __slots__ = ("school_id", "group_id", "class_id", "version", "topics", "replayed")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    CLASS_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    group_id: str
    class_id: str
    version: int
    topics: _containers.RepeatedCompositeFieldContainer[PlanTopic]
    replayed: bool
    def __init__(self, school_id: _Optional[str] = ..., group_id: _Optional[str] = ..., class_id: _Optional[str] = ..., version: _Optional[int] = ..., topics: _Optional[_Iterable[_Union[PlanTopic, _Mapping]]] = ..., replayed: _Optional[bool] = ...) -> None: ...

class PlanTopic(_message.Message):
    __slots__ = ("topic_id", "hours")
    TOPIC_ID_FIELD_NUMBER: _ClassVar[int]
    HOURS_FIELD_NUMBER: _ClassVar[int]
    topic_id: str
    hours: int
    def __init__(self, topic_id: _Optional[str] = ..., hours: _Optional[int] = ...) -> None: ...

class LessonTopicChanged(_message.Message):
    __slots__ = ("school_id", "group_id", "lesson_id", "topic_id", "version", "replayed")
    SCHOOL_ID_FIELD_NUMBER: _ClassVar[int]
    GROUP_ID_FIELD_NUMBER: _ClassVar[int]
    LESSON_ID_FIELD_NUMBER: _ClassVar[int]
    TOPIC_ID_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    REPLAYED_FIELD_NUMBER: _ClassVar[int]
    school_id: str
    group_id: str
    lesson_id: str
    topic_id: str
    version: int
    replayed: bool
    def __init__(self, school_id: _Optional[str] = ..., group_id: _Optional[str] = ..., lesson_id: _Optional[str] = ..., topic_id: _Optional[str] = ..., version: _Optional[int] = ..., replayed: _Optional[bool] = ...) -> None: ...
