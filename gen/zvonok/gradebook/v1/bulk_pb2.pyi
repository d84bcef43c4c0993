from google.api import field_behavior_pb2 as _field_behavior_pb2
from zvonok.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class MarksColumn(_message.Message):
    __slots__ = ("key", "lesson", "date", "bell", "line_item", "category", "title", "seen_history")
    KEY_FIELD_NUMBER: _ClassVar[int]
    LESSON_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    BELL_FIELD_NUMBER: _ClassVar[int]
    LINE_ITEM_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    SEEN_HISTORY_FIELD_NUMBER: _ClassVar[int]
    key: str
    lesson: str
    date: str
    bell: int
    line_item: str
    category: str
    title: str
    seen_history: int
    def __init__(self, key: _Optional[str] = ..., lesson: _Optional[str] = ..., date: _Optional[str] = ..., bell: _Optional[int] = ..., line_item: _Optional[str] = ..., category: _Optional[str] = ..., title: _Optional[str] = ..., seen_history: _Optional[int] = ...) -> None: ...

class MarksRow(_message.Message):
    __slots__ = ("pupil", "cells", "begin_date", "end_date")
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    CELLS_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    pupil: str
    cells: _containers.RepeatedScalarFieldContainer[str]
    begin_date: str
    end_date: str
    def __init__(self, pupil: _Optional[str] = ..., cells: _Optional[_Iterable[str]] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class ExportMarksRequest(_message.Message):
    __slots__ = ("group", "begin_date", "end_date", "empty")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    EMPTY_FIELD_NUMBER: _ClassVar[int]
    group: str
    begin_date: str
    end_date: str
    empty: bool
    def __init__(self, group: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., empty: _Optional[bool] = ...) -> None: ...

class ExportMarksResponse(_message.Message):
    __slots__ = ("columns", "rows")
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    columns: _containers.RepeatedCompositeFieldContainer[MarksColumn]
    rows: _containers.RepeatedCompositeFieldContainer[MarksRow]
    def __init__(self, columns: _Optional[_Iterable[_Union[MarksColumn, _Mapping]]] = ..., rows: _Optional[_Iterable[_Union[MarksRow, _Mapping]]] = ...) -> None: ...

class MarksEntry(_message.Message):
    __slots__ = ("key", "pupil", "cells")
    KEY_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    CELLS_FIELD_NUMBER: _ClassVar[int]
    key: str
    pupil: str
    cells: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, key: _Optional[str] = ..., pupil: _Optional[str] = ..., cells: _Optional[_Iterable[str]] = ...) -> None: ...

class ImportMarksRequest(_message.Message):
    __slots__ = ("group", "request_id", "begin_date", "end_date", "columns", "rows", "reason", "dry_run")
    GROUP_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    group: str
    request_id: str
    begin_date: str
    end_date: str
    columns: _containers.RepeatedCompositeFieldContainer[MarksColumn]
    rows: _containers.RepeatedCompositeFieldContainer[MarksEntry]
    reason: str
    dry_run: bool
    def __init__(self, group: _Optional[str] = ..., request_id: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ..., columns: _Optional[_Iterable[_Union[MarksColumn, _Mapping]]] = ..., rows: _Optional[_Iterable[_Union[MarksEntry, _Mapping]]] = ..., reason: _Optional[str] = ..., dry_run: _Optional[bool] = ...) -> None: ...

class ImportMarksResponse(_message.Message):
    __slots__ = ("applied", "changes", "unchanged", "lessons", "new_line_items", "problems", "problem_count")
    APPLIED_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    UNCHANGED_FIELD_NUMBER: _ClassVar[int]
    LESSONS_FIELD_NUMBER: _ClassVar[int]
    NEW_LINE_ITEMS_FIELD_NUMBER: _ClassVar[int]
    PROBLEMS_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    applied: bool
    changes: _containers.RepeatedCompositeFieldContainer[MarksChange]
    unchanged: int
    lessons: int
    new_line_items: int
    problems: _containers.RepeatedCompositeFieldContainer[MarksProblem]
    problem_count: int
    def __init__(self, applied: _Optional[bool] = ..., changes: _Optional[_Iterable[_Union[MarksChange, _Mapping]]] = ..., unchanged: _Optional[int] = ..., lessons: _Optional[int] = ..., new_line_items: _Optional[int] = ..., problems: _Optional[_Iterable[_Union[MarksProblem, _Mapping]]] = ..., problem_count: _Optional[int] = ...) -> None: ...

class MarksChange(_message.Message):
    __slots__ = ("row", "column", "pupil", "old_value", "new_value")
    ROW_FIELD_NUMBER: _ClassVar[int]
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    OLD_VALUE_FIELD_NUMBER: _ClassVar[int]
    NEW_VALUE_FIELD_NUMBER: _ClassVar[int]
    row: str
    column: str
    pupil: str
    old_value: str
    new_value: str
    def __init__(self, row: _Optional[str] = ..., column: _Optional[str] = ..., pupil: _Optional[str] = ..., old_value: _Optional[str] = ..., new_value: _Optional[str] = ...) -> None: ...

class MarksProblem(_message.Message):
    __slots__ = ("row", "column", "rule", "message", "current_value", "pupil")
    ROW_FIELD_NUMBER: _ClassVar[int]
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    CURRENT_VALUE_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    row: str
    column: str
    rule: str
    message: str
    current_value: str
    pupil: str
    def __init__(self, row: _Optional[str] = ..., column: _Optional[str] = ..., rule: _Optional[str] = ..., message: _Optional[str] = ..., current_value: _Optional[str] = ..., pupil: _Optional[str] = ...) -> None: ...

class ExportOneRosterRequest(_message.Message):
    __slots__ = ("school", "begin_date", "end_date")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    BEGIN_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    school: str
    begin_date: str
    end_date: str
    def __init__(self, school: _Optional[str] = ..., begin_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class ExportOneRosterResponse(_message.Message):
    __slots__ = ("data_subjects", "chunk")
    DATA_SUBJECTS_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    data_subjects: _containers.RepeatedScalarFieldContainer[str]
    chunk: bytes
    def __init__(self, data_subjects: _Optional[_Iterable[str]] = ..., chunk: _Optional[bytes] = ...) -> None: ...

class ImportOneRosterRequest(_message.Message):
    __slots__ = ("school", "request_id", "package", "dry_run")
    SCHOOL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PACKAGE_FIELD_NUMBER: _ClassVar[int]
    DRY_RUN_FIELD_NUMBER: _ClassVar[int]
    school: str
    request_id: str
    package: bytes
    dry_run: bool
    def __init__(self, school: _Optional[str] = ..., request_id: _Optional[str] = ..., package: _Optional[bytes] = ..., dry_run: _Optional[bool] = ...) -> None: ...

class ImportOneRosterResponse(_message.Message):
    __slots__ = ("applied", "files", "problems", "problem_count")
    APPLIED_FIELD_NUMBER: _ClassVar[int]
    FILES_FIELD_NUMBER: _ClassVar[int]
    PROBLEMS_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    applied: bool
    files: _containers.RepeatedCompositeFieldContainer[OneRosterFile]
    problems: _containers.RepeatedCompositeFieldContainer[OneRosterProblem]
    problem_count: int
    def __init__(self, applied: _Optional[bool] = ..., files: _Optional[_Iterable[_Union[OneRosterFile, _Mapping]]] = ..., problems: _Optional[_Iterable[_Union[OneRosterProblem, _Mapping]]] = ..., problem_count: _Optional[int] = ...) -> None: ...

class OneRosterFile(_message.Message):
    __slots__ = ("file", "rows", "created", "changed", "unchanged", "not_graded", "comments_left_out")
    FILE_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    CHANGED_FIELD_NUMBER: _ClassVar[int]
    UNCHANGED_FIELD_NUMBER: _ClassVar[int]
    NOT_GRADED_FIELD_NUMBER: _ClassVar[int]
    COMMENTS_LEFT_OUT_FIELD_NUMBER: _ClassVar[int]
    file: str
    rows: int
    created: int
    changed: int
    unchanged: int
    not_graded: int
    comments_left_out: int
    def __init__(self, file: _Optional[str] = ..., rows: _Optional[int] = ..., created: _Optional[int] = ..., changed: _Optional[int] = ..., unchanged: _Optional[int] = ..., not_graded: _Optional[int] = ..., comments_left_out: _Optional[int] = ...) -> None: ...

class OneRosterProblem(_message.Message):
    __slots__ = ("file", "line", "column", "rule", "message", "current_value", "pupil")
    FILE_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    COLUMN_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    CURRENT_VALUE_FIELD_NUMBER: _ClassVar[int]
    PUPIL_FIELD_NUMBER: _ClassVar[int]
    file: str
    line: int
    column: str
    rule: str
    message: str
    current_value: str
    pupil: str
    def __init__(self, file: _Optional[str] = ..., line: _Optional[int] = ..., column: _Optional[str] = ..., rule: _Optional[str] = ..., message: _Optional[str] = ..., current_value: _Optional[str] = ..., pupil: _Optional[str] = ...) -> None: ...
