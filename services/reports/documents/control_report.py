"""The deputy head's report: how the journals are kept in a term, as of a day."""

from datetime import date

from kit.documents.model import Document
from services.reports.actions.control_room import Wanted, control_room_of
from services.reports.documents.source import Source, cuts, whole_school


def control_report(source: Source) -> tuple[str, Document]:
    """Of the term and the day that the order names."""
    day = source.parameter("date")
    wanted = Wanted(source.parameter("term_id") or None, None, date.fromisoformat(day) if day else None)
    room = control_room_of(source.pool, source.school_id, wanted)
    source.bench.reach(1, 2)
    term = source.office.terms.get(room.term_id or "")
    title = source.say("control") + (f", {term.title}" if term else "")
    sections = [whole_school(source, room), *cuts(source, room)]
    source.bench.reach(2, 2)
    return title, source.document(title, sections, source.lines_of(room))
