"""The forms of scales and kinds of work: what was typed, and what is sent of it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5

from zvonok.gradebook.v1.rules_pb2 import Category
from zvonok.gradebook.v1.scales_pb2 import Scale, SetScaleRequest

# In the order in which people read them (DOMAIN.md "Mark scale").
WORDS = ("зачёт", "незачёт", "н/а", "осв")
# The first year group has no marks, and no other scale can be set in it.
YEAR_GROUPS = range(2, 13)
# What no service takes for a number of marks: it is refused there, by its rule.
_NO_NUMBER = -1
_MOST_DIGITS = 6


def number(text: str) -> int:
    """A whole number as typed; what is none becomes one that the service refuses."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else _NO_NUMBER


def thresholds(text: str) -> list[str]:
    """Thresholds with blanks or semicolons between, with a decimal point or comma."""
    return text.replace(";", " ").replace(",", ".").split()


def scale_requests(form: Any, school: str, request_id: str) -> list[SetScaleRequest]:
    """One call for each year group that is ticked (`form`: a MultiDict). A repeat of the form is one of each call."""
    grades = [int(each) for each in form.getlist("year_group") if each in {str(one) for one in YEAR_GROUPS}]
    return [
        SetScaleRequest(
            school=school,
            request_id=str(uuid5(UUID(request_id), f"year group {grade}")),
            scale=_scale(form, grade),
            reason=form.get("reason", ""),
        )
        for grade in grades
    ]


def _scale(form: Any, grade: int) -> Scale:
    version = max(number(form.get(f"version.{grade}", "")), 0)
    if "no_marks" in form:
        return Scale(year_group=grade, version=version)
    return Scale(
        year_group=grade,
        lowest=number(form.get("lowest", "")),
        highest=number(form.get("highest", "")),
        words=form.getlist("word"),
        double_marks="double_marks" in form,
        double_subjects=form.getlist("double_subject") if "double_marks" in form else [],
        minimum_marks=number(form.get("minimum_marks", "")),
        thresholds=thresholds(form.get("thresholds", "")),
        version=version,
    )


def weight_text(text: str) -> str:
    """A weight as typed, with the point of the contract."""
    return text.strip().replace(",", ".")


def new_code(known: Iterable[str]) -> str:
    """The code of a kind of work that is added on the page: people name it, and the code is nobody's concern."""
    taken = set(known)
    return next(code for code in (f"own_{each}" for each in range(1, len(taken) + 2)) if code not in taken)


def changed_category(stored: Category, form: Mapping[str, str]) -> Category:
    """A kind of work as the form wants it; its window stays as it is."""
    changed = Category()
    changed.CopyFrom(stored)
    changed.version = max(number(form.get("version", "")), 0)
    changed.title = " ".join(form.get("title", "").split())
    changed.weight = weight_text(form.get("weight", ""))
    changed.retired = "retired" in form
    return changed
