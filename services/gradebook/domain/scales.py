"""What a mark can be in a year group, and when an average is enough for which mark (DOMAIN.md "Mark scale")."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from services.gradebook.domain.marks import OTHER, OWED, read_number
from services.gradebook.domain.texts import Problem

FIRST_GRADE, LAST_GRADE = 1, 12
_HIGHEST = 100
MOST_MINIMUM = 50
MOST_SUBJECTS = 50
LONGEST_SUBJECT = 100
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Scale:
    """A year group's scale. Both bounds 0: no numbers; no words either: no marks at all. Version 0: the default."""

    lowest: int = 2
    highest: int = 5
    words: tuple[str, ...] = ("зачёт", "незачёт", "н/а", "осв")
    double_marks: bool = True
    # Codes; empty: all.
    double_subjects: tuple[str, ...] = ()
    minimum_marks: int = 3
    # The least average for each number above the lowest; empty: half a mark below it.
    thresholds: tuple[Decimal, ...] = ()
    version: int = 0

    @property
    def empty(self) -> bool:
        """Whether the year group has no marks."""
        return not self.highest and not self.words

    @property
    def told(self) -> str:
        """How it stands in the history."""
        numbers = f"{self.lowest} to {self.highest}" if self.highest else "no numbers"
        doubles = f"double in {' '.join(self.double_subjects) or 'all'}" if self.double_marks else "no double"
        thresholds = " ".join(map(str, self.thresholds)) or "half"
        words = " ".join(self.words) or "no words"
        return f"{numbers}, {words}, {doubles}, at least {self.minimum_marks}, thresholds {thresholds}"

    def holds(self, number: str) -> bool:
        """Whether a number as text is a mark."""
        read = read_number(number)
        return read is not None and self.highest > 0 and self.lowest <= read <= self.highest

    def targets(self) -> list[tuple[int, Decimal]]:
        """Marks above the lowest, each with the least average that gives it."""
        numbers = range(self.lowest + 1, self.highest + 1) if self.highest else ()
        return [
            (mark, self.thresholds[place] if self.thresholds else mark - _HALF) for place, mark in enumerate(numbers)
        ]

    def mark_for(self, average: Decimal) -> int:
        """The term mark that an average (two decimals) stands for; the lowest where it reaches no other."""
        return max((mark for mark, least in self.targets() if average >= least), default=self.lowest)


DEFAULT = Scale()
# "grade 1 has no marks at all" (DOMAIN.md).
WITHOUT_MARKS = Scale(0, 0, (), double_marks=False, minimum_marks=0)


def default_of(year_group: int) -> Scale:
    """The scale of a school that has said nothing else."""
    return WITHOUT_MARKS if year_group == FIRST_GRADE else DEFAULT


def mark_problem(scale: Scale, year_group: int, subject_code: str, value: str) -> Problem | None:
    """Why a value can't be a mark in a subject of the year group. Owed work is one wherever there are marks."""
    if year_group == FIRST_GRADE:
        return "NO_MARKS_IN_GRADE_1", "The first grade has no marks."
    if scale.empty:
        return "NO_MARKS_IN_YEAR_GROUP", "The school gives no marks in this year group."
    if value in scale.words or value == OWED or scale.holds(value):
        return None
    first, slash, second = value.partition("/")
    if slash and scale.holds(first) and scale.holds(second):
        doubles = scale.double_marks and (not scale.double_subjects or subject_code in scale.double_subjects)
        return None if doubles else ("DOUBLE_NOT_ALLOWED", "The school gives no double marks in this subject.")
    return "NOT_IN_SCALE", f"A mark is {_spoken(scale)}."


def _spoken(scale: Scale) -> str:
    numbers = [f"{scale.lowest} to {scale.highest}"] if scale.highest else []
    doubles = [f"a double mark such as {scale.highest - 1}/{scale.highest}"] if numbers and scale.double_marks else []
    return ", ".join([*numbers, *scale.words, *doubles])


def scale_problem(year_group: int, scale: Scale) -> Problem | None:
    """Why a school can't have this scale in a year group."""
    if not FIRST_GRADE <= year_group <= LAST_GRADE:
        return "BAD_YEAR_GROUP", f"Year groups are {FIRST_GRADE} to {LAST_GRADE}."
    if year_group == FIRST_GRADE and not scale.empty:
        return "NO_MARKS_IN_GRADE_1", "The first grade has no marks."
    return _values_problem(scale) or _terms_problem(scale) or _threshold_problem(scale)


def _values_problem(scale: Scale) -> Problem | None:
    numbers = (scale.lowest, scale.highest) != (0, 0)
    if numbers and not 0 <= scale.lowest < scale.highest <= _HIGHEST:
        return (
            "BAD_RANGE",
            f"Marks are whole numbers from 0 to {_HIGHEST}, the lowest first; none: 0 and 0.",
        )
    if len(set(scale.words)) != len(scale.words) or not OTHER.issuperset(scale.words):
        return "UNKNOWN_WORD", f"Words are {', '.join(sorted(OTHER))}, each once."
    return None


def _terms_problem(scale: Scale) -> Problem | None:
    if not 0 <= scale.minimum_marks <= MOST_MINIMUM:
        return "BAD_MINIMUM", f"The least number of marks in a term is 0 to {MOST_MINIMUM}."
    subjects = scale.double_subjects
    if len(subjects) > MOST_SUBJECTS or any(not 0 < len(each) <= LONGEST_SUBJECT for each in subjects):
        return "BAD_SUBJECTS", f"Name at most {MOST_SUBJECTS} subjects by their codes."
    return None


def _threshold_problem(scale: Scale) -> Problem | None:
    if not scale.thresholds:
        return None
    marks = range(scale.lowest + 1, scale.highest + 1)
    if len(scale.thresholds) != len(marks):
        return "BAD_THRESHOLDS", "Give a threshold for each mark above the lowest, or none."
    if not all(mark - 1 < least <= mark for mark, least in zip(marks, scale.thresholds, strict=True)):
        return "BAD_THRESHOLDS", "A threshold lies above the mark below and not above its own: 3.5 for a 4."
    return None


def read_threshold(text: str) -> Decimal | None:
    """A threshold with at most two decimals; None for anything else (NaN, 1e3, -1)."""
    whole, dot, part = text.partition(".")
    digits = whole + part
    if not digits.isascii() or not digits.isdigit() or len(whole) > len("100") or not whole or (dot and not part):
        return None
    if len(part) > len("99"):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
