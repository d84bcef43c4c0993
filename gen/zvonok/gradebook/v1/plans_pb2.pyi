from google.api import field_behavior_pb2 as _field_behavior_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Plan(_message.Message):
    __slots__ = ("group", "topics", "version")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    group: str
    topics: _containers.RepeatedCompositeFieldContainer[PlannedTopic]
    version: int
    def __init__(self, group: _Optional[str] = ..., topics: _Optional[_Iterable[_Union[PlannedTopic, _Mapping]]] = ..., version: _Optional[int] = ...) -> None: ...

class PlannedTopic(_message.Message):
    __slots__ = ("topic", "title", "hours", "category", "homework", "lessons", "taught", "due_date")
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    HOURS_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    HOMEWORK_FIELD_NUMBER: _ClassVar[int]
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    TAUGHT_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    topic: str
    title: str
    hours: int
    category: str
    homework: str
    lessons: _containers.RepeatedCompositeFieldContainer[TaughtLesson]
    taught: bool
    due_date: str
    def __init__(self, topic: _Optional[str] = ..., title: _Optional[str] = ..., hours: _Optional[int] = ..., category: _Optional[str] = ..., homework: _Optional[str] = ..., lessons: _Optional[_Iterable[_Union[TaughtLesson, _Mapping]]] = ..., taught: _Optional[bool] = ..., due_date: _Optional[str] = ...) -> None: ...

class TaughtLesson(_message.Message):
    __slots__ = ("lesson", "date")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    date: str
    def __init__(self, lesson: _Optional[str] = ..., date: _Optional[str] = ...) -> None: ...

class Coverage(_message.Message):
    __slots__ = ("group", "class_title", "subject_title", "date", "topics", "topics_due", "due_topics_taught", "topics_taught", "hours_left", "lessons_left", "plan_version")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    TOPICS_DUE_FIELD_NUMBER: _ClassVar[int]
    DUE_TOPICS_TAUGHT_FIELD_NUMBER: _ClassVar[int]
    TOPICS_TAUGHT_FIELD_NUMBER: _ClassVar[int]
    HOURS_LEFT_FIELD_NUMBER: _ClassVar[int]
    LESSONS_LEFT_FIELD_NUMBER: _ClassVar[int]
    PLAN_VERSION_FIELD_NUMBER: _ClassVar[int]
    group: str
    class_title: str
    subject_title: str
    date: str
    topics: int
    topics_due: int
    due_topics_taught: int
    topics_taught: int
    hours_left: int
    lessons_left: int
    plan_version: int
    def __init__(self, group: _Optional[str] = ..., class_title: _Optional[str] = ..., subject_title: _Optional[str] = ..., date: _Optional[str] = ..., topics: _Optional[int] = ..., topics_due: _Optional[int] = ..., due_topics_taught: _Optional[int] = ..., topics_taught: _Optional[int] = ..., hours_left: _Optional[int] = ..., lessons_left: _Optional[int] = ..., plan_version: _Optional[int] = ...) -> None: ...

class GetPlanRequest(_message.Message):
    __slots__ = ("group", "as_of_date")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    group: str
    as_of_date: str
    def __init__(self, group: _Optional[str] = ..., as_of_date: _Optional[str] = ...) -> None: ...

class GetPlanResponse(_message.Message):
    __slots__ = ("plan", "coverage", "unplanned", "parallel")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    UNPLANNED_FIELD_NUMBER: _ClassVar[int]
    PARALLEL_FIELD_NUMBER: _ClassVar[int]
    plan: Plan
    coverage: Coverage
    unplanned: _containers.RepeatedCompositeFieldContainer[UnplannedLesson]
    parallel: _containers.RepeatedCompositeFieldContainer[ParallelGroup]
    def __init__(self, plan: _Optional[_Union[Plan, _Mapping]] = ..., coverage: _Optional[_Union[Coverage, _Mapping]] = ..., unplanned: _Optional[_Iterable[_Union[UnplannedLesson, _Mapping]]] = ..., parallel: _Optional[_Iterable[_Union[ParallelGroup, _Mapping]]] = ...) -> None: ...

class UnplannedLesson(_message.Message):
    __slots__ = ("lesson", "date", "topic")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    date: str
    topic: str
    def __init__(self, lesson: _Optional[str] = ..., date: _Optional[str] = ..., topic: _Optional[str] = ...) -> None: ...

class ParallelGroup(_message.Message):
    __slots__ = ("group", "class_title", "subject_title", "topics", "version")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    CLASS_TITLE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_TITLE_FIELD_NUMBER: _ClassVar[int]
    TOPICS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    group: str
    class_title: str
    subject_title: str
    topics: int
    version: int
    def __init__(self, group: _Optional[str] = ..., class_title: _Optional[str] = ..., subject_title: _Optional[str] = ..., topics: _Optional[int] = ..., version: _Optional[int] = ...) -> None: ...

class SetTopicRequest(_message.Message):
    __slots__ = ("group", "request_id", "seen_version", "topic", "position")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    group: str
    request_id: str
    seen_version: int
    topic: PlannedTopic
    position: int
    def __init__(self, group: _Optional[str] = ..., request_id: _Optional[str] = ..., seen_version: _Optional[int] = ..., topic: _Optional[_Union[PlannedTopic, _Mapping]] = ..., position: _Optional[int] = ...) -> None: ...

class SetTopicResponse(_message.Message):
    __slots__ = ("plan",)
    PLAN_FIELD_NUMBER: _ClassVar[int]
    plan: Plan
    def __init__(self, plan: _Optional[_Union[Plan, _Mapping]] = ...) -> None: ...

class DeleteTopicRequest(_message.Message):
    __slots__ = ("group", "request_id", "seen_version", "topic")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    group: str
    request_id: str
    seen_version: int
    topic: str
    def __init__(self, group: _Optional[str] = ..., request_id: _Optional[str] = ..., seen_version: _Optional[int] = ..., topic: _Optional[str] = ...) -> None: ...

class DeleteTopicResponse(_message.Message):
    __slots__ = ("plan",)
    PLAN_FIELD_NUMBER: _ClassVar[int]
    plan: Plan
    def __init__(self, plan: _Optional[_Union[Plan, _Mapping]] = ...) -> None: ...

class MoveTopicRequest(_message.Message):
    __slots__ = ("group", "request_id", "seen_version", "topic", "position")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    group: str
    request_id: str
    seen_version: int
    topic: str
    position: int
    def __init__(self, group: _Optional[str] = ..., request_id: _Optional[str] = ..., seen_version: _Optional[int] = ..., topic: _Optional[str] = ..., position: _Optional[int] = ...) -> None: ...

class MoveTopicResponse(_message.Message):
    __slots__ = ("plan",)
    PLAN_FIELD_NUMBER: _ClassVar[int]
    plan: Plan
    def __init__(self, plan: _Optional[_Union[Plan, _Mapping]] = ...) -> None: ...

class ImportPlanRequest(_message.Message):
    __slots__ = ("group", "request_id", "seen_version", "content", "preview", "append")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSION_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    PREVIEW_FIELD_NUMBER: _ClassVar[int]
    APPEND_FIELD_NUMBER: _ClassVar[int]
    group: str
    request_id: str
    seen_version: int
    content: bytes
    preview: bool
    append: bool
    def __init__(self, group: _Optional[str] = ..., request_id: _Optional[str] = ..., seen_version: _Optional[int] = ..., content: _Optional[bytes] = ..., preview: _Optional[bool] = ..., append: _Optional[bool] = ...) -> None: ...

class ImportPlanResponse(_message.Message):
    __slots__ = ("plan", "problems")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    PROBLEMS_FIELD_NUMBER: _ClassVar[int]
    plan: Plan
    problems: _containers.RepeatedCompositeFieldContainer[ImportProblem]
    def __init__(self, plan: _Optional[_Union[Plan, _Mapping]] = ..., problems: _Optional[_Iterable[_Union[ImportProblem, _Mapping]]] = ...) -> None: ...

class ImportProblem(_message.Message):
    __slots__ = ("line", "column", "rule", "message")
    LINE_FIELD_NUMBER: _ClassVar[int]
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    line: int
    column: str
    rule: str
    message: str
    def __init__(self, line: _Optional[int] = ..., column: _Optional[str] = ..., rule: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class ExportPlanRequest(_message.Message):
    __slots__ = ("group", "language")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    group: str
    language: str
    def __init__(self, group: _Optional[str] = ..., language: _Optional[str] = ...) -> None: ...

class ExportPlanResponse(_message.Message):
    __slots__ = ("content",)
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    content: bytes
    def __init__(self, content: _Optional[bytes] = ...) -> None: ...

class CopyPlanRequest(_message.Message):
    __slots__ = ("groups", "request_id", "seen_versions")
    class SeenVersionsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    SEEN_VERSIONS_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedScalarFieldContainer[str]
    request_id: str
    seen_versions: _containers.ScalarMap[str, int]
    def __init__(self, groups: _Optional[_Iterable[str]] = ..., request_id: _Optional[str] = ..., seen_versions: _Optional[_Mapping[str, int]] = ...) -> None: ...

class CopyPlanResponse(_message.Message):
    __slots__ = ("plans",)
    PLANS_FIELD_NUMBER: _ClassVar[int]
    plans: _containers.RepeatedCompositeFieldContainer[Plan]
    def __init__(self, plans: _Optional[_Iterable[_Union[Plan, _Mapping]]] = ...) -> None: ...

class ProposeTopicsRequest(_message.Message):
    __slots__ = ("group", "begin_date", "end_date")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    group: str
    begin_date: str
    end_date: str
    def __init__(self, group: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class ProposeTopicsResponse(_message.Message):
    __slots__ = ("proposals",)
    PROPOSALS_FIELD_NUMBER: _ClassVar[int]
    proposals: _containers.RepeatedCompositeFieldContainer[TopicProposal]
    def __init__(self, proposals: _Optional[_Iterable[_Union[TopicProposal, _Mapping]]] = ...) -> None: ...

class TopicProposal(_message.Message):
    __slots__ = ("lesson", "date", "topic", "position", "hour")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    HOUR_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    date: str
    topic: PlannedTopic
    position: int
    hour: int
    def __init__(self, lesson: _Optional[str] = ..., date: _Optional[str] = ..., topic: _Optional[_Union[PlannedTopic, _Mapping]] = ..., position: _Optional[int] = ..., hour: _Optional[int] = ...) -> None: ...

class SetLessonTopicRequest(_message.Message):
    __slots__ = ("lesson", "request_id", "topic")
    LESSON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    TOPIC_FIELD_NUMBER: _ClassVar[int]
    lesson: str
    request_id: str
    topic: str
    def __init__(self, lesson: _Optional[str] = ..., request_id: _Optional[str] = ..., topic: _Optional[str] = ...) -> None: ...

class SetLessonTopicResponse(_message.Message):
    __slots__ = ("plan",)
    PLAN_FIELD_NUMBER: _ClassVar[int]
    plan: Plan
    def __init__(self, plan: _Optional[_Union[Plan, _Mapping]] = ...) -> None: ...

class BatchGetCoverageRequest(_message.Message):
    __slots__ = ("groups", "as_of_date")
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    groups: _containers.RepeatedScalarFieldContainer[str]
    as_of_date: str
    def __init__(self, groups: _Optional[_Iterable[str]] = ..., as_of_date: _Optional[str] = ...) -> None: ...

class BatchGetCoverageResponse(_message.Message):
    __slots__ = ("coverage",)
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    coverage: _containers.RepeatedCompositeFieldContainer[Coverage]
    def __init__(self, coverage: _Optional[_Iterable[_Union[Coverage, _Mapping]]] = ...) -> None: ...

class ListCoverageRequest(_message.Message):
    __slots__ = ("school", "as_of_date", "page_size", "page_token")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    school: str
    as_of_date: str
    page_size: int
    page_token: str
    def __init__(self, school: _Optional[str] = ..., as_of_date: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCoverageResponse(_message.Message):
    __slots__ = ("coverage", "next_page_token")
    COVERAGE_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    coverage: _containers.RepeatedCompositeFieldContainer[Coverage]
    next_page_token: str
    def __init__(self, coverage: _Optional[_Iterable[_Union[Coverage, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
