"""A class, or a part of it, away as one: quarantine, excursion."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from werkzeug.utils import redirect
from werkzeug.wrappers import Response
from zvonok.gradebook.v1 import mass_absences_pb2 as pb
from zvonok.identity.v1.people_pb2 import ListClassPupilsRequest, ListClassPupilsResponse

from kit.ids import new_id
from services.portal import absences
from services.portal.days import local, today, zone_of
from services.portal.forms import attempt, request_id
from services.portal.sessions import ask, clients, me
from services.portal.texts import short_name
from services.portal.words.changes import value_text

pages = Blueprint("mass_absence", __name__)

KINDS = {
    "quarantine": (pb.MASS_ABSENCE_KIND_QUARANTINE, _l("quarantine")),
    "excursion": (pb.MASS_ABSENCE_KIND_EXCURSION, _l("excursion")),
    "event": (pb.MASS_ABSENCE_KIND_EVENT, _l("competition, olympiad, concert")),
    "other": (pb.MASS_ABSENCE_KIND_OTHER, _l("other")),
}
_NUMBERS = {word: number for word, (number, _) in KINDS.items()}
_PAGE = 20


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form said, to be shown again where it was refused."""

    fields: Mapping[str, str]
    pupils: Sequence[str]


@pages.get("/schools/<id:school>/classes/<id:class_>/away")
def show(school: str, class_: str) -> str:
    """The form, and what was recorded."""
    return _page(school, class_, Typed({}, ()), ())


def _page(school: str, class_: str, typed: Typed, refusals: Iterable[pb.MassAbsenceRefusal]) -> str:
    place, person = f"schools/{school}/classes/{class_}", me()
    zone = zone_of(person, f"schools/{school}")
    names: ListClassPupilsResponse = ask(clients().people.ListClassPupils, ListClassPupilsRequest(**{"class": place}))
    listed = pb.ListMassAbsencesRequest(page_size=_PAGE)
    setattr(listed, "class", place)
    return render_template(
        "mass_absence.html",
        me=person,
        school=school,
        class_id=class_,
        title=getattr(names, "class").title,
        pupils=[(each.name.rpartition("/")[2], short_name(each)) for each in names.pupils],
        names={each.name: short_name(each) for each in names.pupils},
        kinds=KINDS,
        kind_words=dict(KINDS.values()),
        reasons=absences.REASONS,
        reason_words=absences.reason_words,
        recorded=ask(clients().mass_absences.ListMassAbsences, listed).mass_absences,
        refusals=refusals,
        value_text=value_text,
        typed=typed.fields,
        ticked=typed.pupils,
        today=today(zone),
        zone=zone,
        local=local,
        request_id=new_id(),
    )


@pages.post("/schools/<id:school>/classes/<id:class_>/away")
def record(school: str, class_: str) -> Response | str | tuple[str, int]:
    """Records it. What could not be recorded is shown, pupil by pupil."""
    form, chosen = request.form, request.form.getlist("pupils")
    wanted = pb.RecordMassAbsenceRequest(
        **{"class": f"schools/{school}/classes/{class_}"},
        request_id=request_id(),
        kind=_NUMBERS.get(form.get("kind", ""), pb.MASS_ABSENCE_KIND_UNSPECIFIED),
        begin_date=form.get("begin", ""),
        end_date=form.get("end", "") or form.get("begin", ""),
        reason=absences.reason_number(form.get("reason", "")),
        document=form.get("document", ""),
        pupils=[f"schools/{school}/pupils/{each}" for each in chosen] if form.get("whom") == "some" else [],
    )
    typed = Typed(form.to_dict(), chosen)
    if form.get("whom") == "some" and not chosen:
        flash(gettext("Tick the pupils who are away."), "problem")
        return _page(school, class_, typed, ()), 409
    answer: pb.RecordMassAbsenceResponse | None = attempt(clients().mass_absences.RecordMassAbsence, wanted, "")
    if answer is None:
        return _page(school, class_, typed, ()), 409
    _tell(answer.mass_absence.pupil_count, answer.saved_count)
    if answer.refusals:
        return _page(school, class_, Typed({}, ()), answer.refusals)
    return redirect(url_for("mass_absence.show", school=school, class_=class_))


@pages.post("/schools/<id:school>/classes/<id:class_>/away/<id:mass>/undo")
def undo(school: str, class_: str, mass: str) -> Response | str:
    """Takes it back."""
    wanted = pb.UndoMassAbsenceRequest(
        **{"class": f"schools/{school}/classes/{class_}"}, request_id=request_id(), mass_absence=mass
    )
    answer: pb.UndoMassAbsenceResponse | None = attempt(
        clients().mass_absences.UndoMassAbsence, wanted, gettext("Taken back.")
    )
    if answer is not None and answer.refusals:
        return _page(school, class_, Typed({}, ()), answer.refusals)
    return redirect(url_for("mass_absence.show", school=school, class_=class_))


def _tell(pupils: int, lessons: int) -> None:
    flash(
        gettext(
            "%(pupils)s. %(lessons)s.",
            pupils=ngettext("Recorded for %(num)d pupil", "Recorded for %(num)d pupils", pupils),
            lessons=ngettext("%(num)d absence saved", "%(num)d absences saved", lessons),
        ),
        "saved",
    )
