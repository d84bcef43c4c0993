"""The register of substitutions: who stood in for whom, and how often."""

from collections import Counter

from kit.database import transaction
from kit.documents.model import Chart, Column, Document, Section, Table, Value
from services.gradebook.documents.source import Source
from services.gradebook.documents.texts import day_text
from services.gradebook.store import substitutions as store
from services.gradebook.store.substitutions import Substitution

_AT_ONCE = 1000


def substitution_register(source: Source) -> tuple[str, Document]:
    """Of the days that the order names; those that were taken back are not in it."""
    days = source.days()
    rows = _rows(source)
    names = source.office.names([person for row in rows for person in (row.absent_id, row.person_id)])
    source.bench.reach(1, 2)
    title = source.say("substitution_register")
    lines = [source.say("period", begin=day_text(days[0]), end=day_text(days[1]))]
    lessons: list[list[Value]] = [
        [
            row.day, row.bell, row.class_title, row.subject_title, names[row.absent_id].full,
            source.say(f"reason.{row.absence_kind}"), names[row.person_id].full if row.person_id else "",
            source.say(f"substitution.{row.kind}"), source.say("yes" if row.filled else "no"),
        ]
        for row in rows
    ]  # fmt: skip
    columns = [
        Column(source.say("day"), 11, "day"), Column(source.say("bell"), 5, "number"),
        Column(source.say("class_word"), 6), Column(source.say("subject"), 20),
        Column(source.say("absent_teacher"), 26), Column(source.say("why"), 12), Column(source.say("stood_in"), 26),
        Column(source.say("how"), 14), Column(source.say("filled"), 10),
    ]  # fmt: skip
    counts = Counter((row.person_id, row.kind) for row in rows if row.person_id)
    totals: list[list[Value]] = [
        [names[person].full, source.say(f"substitution.{kind}"), count]
        for (person, kind), count in sorted(counts.items(), key=lambda each: (names[each[0][0]], each[0][1]))
    ]
    total_columns = [
        Column(source.say("stood_in"), 34), Column(source.say("how"), 22),
        Column(source.say("lessons_count"), 9, "number"),
    ]  # fmt: skip
    people = Counter(row.person_id for row in rows if row.person_id)
    chart = Chart(
        source.say("totals_chart"), source.say("stood_in"), source.say("lessons_count"),
        [(names[person].full, count) for person, count in sorted(people.items(), key=lambda each: names[each[0]])],
        most=None,
    )  # fmt: skip
    sections = [
        Section(title, tables=[Table("", columns, lessons)], ending=[source.say("deputy_signature")]),
        Section(source.say("totals"), tables=[Table("", total_columns, totals)], charts=[chart] if people else []),
    ]
    source.bench.reach(2, 2)
    return title, source.document(title, sections, lines, landscape=True)


def _rows(source: Source) -> list[Substitution]:
    days = source.days()
    rows: list[Substitution] = []
    after = None
    with transaction(source.pool, source.school_id) as connection:
        while some := store.list_substitutions(
            connection, source.school_id, days, None, after, _AT_ONCE, ended=False
        ):  # fmt: skip
            rows += some
            after = (some[-1].day, some[-1].bell, some[-1].substitution_id)
    return rows
