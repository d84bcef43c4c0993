"""A municipality's schools side by side: shares alone, small groups hidden."""

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l
from zvonok.reports.v1 import municipality_pb2 as pb

from services.portal.days import parse_day, today, zone_of
from services.portal.sessions import ask, clients, me

pages = Blueprint("municipality", __name__)

# Field of MunicipalMetrics, its title.
COLUMNS = (
    ("lessons_filled", _l("Lessons filled")),
    ("filled_in_time", _l("Filled on the day")),
    ("teachers_in_full", _l("Teachers in full")),
    ("homework_recorded", _l("Homework recorded")),
    ("material_covered", _l("Material covered")),
    ("pupils_without_marks", _l("Without marks")),
    ("pupils_with_one_mark", _l("With one mark")),
    ("parents_taking_part", _l("Parents take part")),
    ("pupils_taking_part", _l("Pupils take part")),
    ("attendance", _l("Attendance")),
    ("pass_rate", _l("Pass rate")),
    ("quality_rate", _l("Quality rate")),
    ("learning_index", _l("Learning index")),
)


@pages.get("/municipalities/<id:municipality>")
def show(municipality: str) -> str:
    """The schools as of a day."""
    person = me()
    now = today(zone_of(person))
    day = parse_day(request.args.get("day"), now)
    wanted = pb.GetMunicipalityRequest(municipality=f"municipalities/{municipality}", as_of_date=day.isoformat())
    answer: pb.GetMunicipalityResponse = ask(clients().municipality.GetMunicipality, wanted)
    return render_template(
        "municipality.html",
        me=person,
        answer=answer,
        columns=COLUMNS,
        day=day,
        today=now,
        shown=pb.AGGREGATE_STATE_SHOWN,
        hidden=pb.AGGREGATE_STATE_HIDDEN,
    )
