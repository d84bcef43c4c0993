"""OneRoster 1.2 gradebook files (1EdTech "OneRoster CSV Binding 1.2"): their columns, and how marks stand in them.

A sourcedId of ours is the thing's own id; a category, which has a code, and a result, which is a mark of a pupil for a
line item, get ids made of what they are. So an id given by somebody else leads to the same thing every time.
"""

import re
from datetime import datetime
from uuid import UUID, uuid5

from kit.ids import is_id
from services.gradebook.domain.marks import OWED, numbers_of
from services.gradebook.domain.scales import DEFAULT, LAST_GRADE, mark_problem
from services.gradebook.domain.texts import Problem

CATEGORIES, LINE_ITEMS, RESULTS = "categories", "lineItems", "results"
# In the specification's order; `metadata.…` are our own, which it provides for.
COLUMNS = {
    CATEGORIES: ("sourcedId", "status", "dateLastModified", "title", "weight"),
    LINE_ITEMS: (
        "sourcedId", "status", "dateLastModified", "title", "description", "assignDate", "dueDate", "classSourcedId",
        "categorySourcedId", "academicSessionSourcedId", "resultValueMin", "resultValueMax", "schoolSourcedId",
        "metadata.bell",
    ),
    RESULTS: (
        "sourcedId", "status", "dateLastModified", "lineItemSourcedId", "studentSourcedId", "scoreStatus", "score",
        "scoreDate", "comment", "textScore", "classSourcedId", "inProgress", "incomplete", "late", "missing",
        "metadata.version",
    ),
}  # fmt: skip
# Those that an import needs; others may be missing.
NEEDED = {
    CATEGORIES: ("sourcedId", "title"),
    LINE_ITEMS: ("sourcedId", "title", "assignDate", "classSourcedId", "categorySourcedId"),
    RESULTS: ("sourcedId", "lineItemSourcedId", "studentSourcedId", "scoreStatus"),
}
# Every file that a manifest speaks of.
ALL_FILES = (
    "academicSessions", "categories", "classes", "classResources", "courses", "courseResources", "demographics",
    "enrollments", "lineItemLearningObjectiveIds", "lineItems", "lineItemScoreScales", "orgs", "resources",
    "resultLearningObjectiveIds", "results", "resultScoreScales", "roles", "scoreScales", "userProfiles",
    "userResources", "users",
)  # fmt: skip
LOWEST, HIGHEST = "2", "5"
_GRADED, _EXEMPT, _NOT_SUBMITTED = "fully graded", "exempt", "not submitted"
_NOT_GRADED = {"submitted", "partially graded", _NOT_SUBMITTED}
_CODE = re.compile("[a-z][a-z0-9_]{0,39}", re.ASCII)
_SCORE = re.compile(r"(\d)(\.0{1,4})?", re.ASCII)


def category_id(school_id: str, code: str) -> str:
    """The sourcedId of a category."""
    return str(uuid5(UUID(school_id), f"category {code}"))


def code_for(school_id: str, sourced_id: str) -> str:
    """The code of a category that somebody else calls so: the same every time."""
    if _CODE.fullmatch(sourced_id):
        return sourced_id
    return f"or_{uuid5(UUID(school_id), sourced_id).hex[:12]}"


def line_item_id(school_id: str, sourced_id: str) -> str:
    """Our id of a line item that is called so: a UUID stays, another id leads to the same one every time."""
    return sourced_id if is_id(sourced_id) else str(uuid5(UUID(school_id), f"lineItem {sourced_id}"))


def result_id(item_id: str, pupil_id: str) -> str:
    """The sourcedId of a result."""
    return str(uuid5(UUID(item_id), pupil_id))


def score_of(value: str) -> tuple[str, str, str]:
    """scoreStatus, score and textScore of a mark. A double mark has its mean as score and stands whole in textScore."""
    if value == OWED:
        return _NOT_SUBMITTED, "", ""
    if value == "осв":
        return _EXEMPT, "", value
    if value == "н/а":
        return _NOT_SUBMITTED, "", value
    numbers = numbers_of(value)
    if len(numbers) == 1:
        return _GRADED, value, ""
    return _GRADED, f"{sum(numbers) / len(numbers):g}" if numbers else "", value


def mark_of(status: str, score: str, text: str) -> str | Problem | None:
    """The mark that a result says; None: it is not graded yet. The scale is asked: nothing is converted."""
    if status == _EXEMPT:
        return "осв"
    if status == _GRADED or (status == _NOT_SUBMITTED and text == "н/а"):
        return _mark_in_words(score, text) if text else _mark_in_numbers(score)
    if status in _NOT_GRADED:
        return None
    return "UNKNOWN_SCORE_STATUS", "scoreStatus is fully graded, partially graded, submitted, not submitted or exempt."


def _mark_in_words(score: str, text: str) -> str | Problem:
    if text == OWED or mark_problem(DEFAULT, LAST_GRADE, "", text) is not None:
        return "SCORE_OUT_OF_SCALE", "textScore is a mark of the school's scale, or empty."
    if score and score not in (score_of(text)[1], text):
        return "SCORES_DISAGREE", "score and textScore say different things: empty one of them."
    return text


def _mark_in_numbers(score: str) -> str | Problem:
    match = _SCORE.fullmatch(score)
    if match is None or not DEFAULT.holds(match[1]):
        return "SCORE_OUT_OF_SCALE", "score is 2, 3, 4 or 5: other scales are not converted."
    return match[1]


def read_moment(text: str) -> datetime | None:
    """A time with its zone; None for anything else."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo is not None else None
