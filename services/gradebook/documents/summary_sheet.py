"""The term summary sheet: pupils × subjects of a period, the shares under them, and their chart."""

from collections.abc import Iterator
from decimal import Decimal

from kit.database import transaction
from kit.documents.model import Chart, Column, Document, Section, Table, Value
from services.gradebook.actions.summing_up import Sheet, get_summary_sheet
from services.gradebook.documents.source import Source
from services.gradebook.domain.term_sheet import Assessment
from services.gradebook.domain.terms import NOTHING
from services.gradebook.store import documents as store

_SHARES = ("pass_rate", "quality_rate", "learning_index")


def summary_sheet(source: Source) -> tuple[str, Document]:
    """Of a class, or of every class of the school, a part each."""
    place = source.place
    if place.kind == "class":
        classes = [place.thing_id]
    else:
        with transaction(source.pool, source.school_id) as connection:
            classes = [each for each, _ in store.classes_of(connection, source.school_id)]
    first = get_summary_sheet(source.pool, source.school_id, classes[0], source.named(), source.now)
    whose = first.class_title if place.kind == "class" else ""
    title = f"{source.say('summary_sheet')} {whose}".strip() + f", {source.period_title(first.period)}"
    lines = source.period_lines(first.period)
    return title, source.document(title, _sections(source, classes), lines, landscape=True)


def _sections(source: Source, classes: list[str]) -> Iterator[Section]:
    for class_id in source.step_by_step(classes):
        sheet = get_summary_sheet(source.pool, source.school_id, class_id, source.named(), source.now)
        if sheet.subjects or len(classes) == 1:
            yield class_section(source, sheet)


def class_section(source: Source, sheet: Sheet) -> Section:
    """A class's part."""
    columns = _columns(source, sheet)
    names = source.office.names(sheet.marks)
    rows: list[list[Value]] = []
    for number, pupil_id in enumerate(sorted(sheet.marks, key=lambda each: (names[each], each)), 1):
        marks = sheet.marks[pupil_id]
        values = [marks.get((code, kind), NOTHING).value for code, kind, _ in columns]
        rows.append([number, names[pupil_id].full, *values, None])
    table = Table(
        caption="",
        columns=[
            Column(source.say("number"), 5, "number"),
            Column(source.say("pupil"), 34),
            *(Column(title, 6, "mark", turned=True) for _, _, title in columns),
            Column(source.say("all_subjects"), 8, "share", turned=True),
        ],
        rows=rows,
        foot=[_shares(source, sheet, columns, share) for share in _SHARES],
        fixed=2,
    )
    achieved = sheet.achievement
    return Section(
        title=source.say("class", title=sheet.class_title),
        lines=[
            source.say(
                "pupils_with", pupils=achieved.pupils, excellent=achieved.excellent, good=achieved.good,
                one=achieved.with_one_three, failing=achieved.failing,
            )
        ],
        tables=[table],
        charts=[
            Chart(
                source.say("quality_chart"), source.say("subject"), "%",
                [(each.title, each.assessment.quality_rate) for each in sheet.subjects],
            )
        ],
        ending=[source.say("class_teacher_signature")],
        own_page=True,
    )  # fmt: skip


def _columns(source: Source, sheet: Sheet) -> list[tuple[str, str, str]]:
    """(subject code, kind, title): a column for every kind of mark that a subject has."""
    there = {key for marks in sheet.marks.values() for key in marks}
    leading = sheet.period.kinds[0]
    return [
        (each.code, kind, each.title if kind == leading else f"{each.title}, {source.say(f'kind.{kind}')}")
        for each in sheet.subjects
        for kind in sheet.period.kinds
        if (each.code, kind) in there
    ]


def _shares(source: Source, sheet: Sheet, columns: list[tuple[str, str, str]], share: str) -> list[Value]:
    by_code = {each.code: each.assessment for each in sheet.subjects}
    leading = sheet.period.kinds[0]
    values = [_share(by_code[code], share) if kind == leading else None for code, kind, _ in columns]
    return [None, source.say(share), *values, _share(sheet.total, share)]


def _share(assessment: Assessment, share: str) -> Decimal | None:
    found: Decimal | None = getattr(assessment, share)
    return found
