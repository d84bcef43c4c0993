"""The main job: a teacher saves a lesson, and it reaches the parents, the reports and the record of looks by itself."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from deploy.local.browser import Browser, Form, Listener, Page, read
from deploy.local.scenes.stage import (
    PATIENCE_SECONDS,
    Child,
    DidNotHappen,
    Stage,
    form_with,
    has_class,
    heading,
    is_after,
    moment_of,
    read_json,
    today,
    until,
)

_NEXT_MARK = {"5": "4", "4": "5"}
# Service and role, as its spans say it; the e-mail is the last span of the worker.
_WAY = (
    ("portal", "serve"),
    ("gradebook", "serve"),
    ("gradebook", "relay"),
    ("notify", "consume"),
    ("notify", "relay"),
    ("notify", "work"),
)
_EMAIL_SPAN = "smtp"
_FILLED = "lessons_filled"


@dataclass(frozen=True, slots=True)
class Saved:
    """What the teacher has recorded."""

    lesson_date: str
    topic: str
    mark: str
    trace_id: str
    time: float


@dataclass(frozen=True, slots=True)
class Room:
    """The control room at a moment: how many lessons are filled, as it says, and of which event it has heard last."""

    filled: str
    updated: str


class MainJob:
    """One performance."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def play(self) -> str:
        """All steps; returns the trace id. Raises DidNotHappen."""
        step = self._stage.step
        with step("a parent, another parent, a stranger and the deputy head log in") as notes:
            guardian, (child, *_) = self._stage.family("guardian")
            absent_guardian, children = self._stage.family("two-schools")
            stranger, _ = self._stage.family("stranger")
            deputy = self._stage.log_in("deputy")
            notes.append("4 sessions")
        with step("the parent's and the deputy head's pages listen for changes"):
            notices = _notices(guardian)
            unread = guardian.listen("/events")
            room, moves = self._control_room(deputy)
        with step("the teacher logs in and opens a lesson of the class") as notes:
            teacher = self._stage.log_in("teacher")
            day, page = self._stage.lesson(teacher, child)
            notes.append("today's" if day == today() else f"the last one, of {day}")
        with step("the teacher enters a mark, an absence, a topic, homework, and saves once") as notes:
            absent_child = _in_group(page, children)
            saved = self._save(teacher, page, day, child, absent_child)
            notes.append(f"mark {saved.mark}, trace {saved.trace_id}")
        with step("the deputy head's page is told to move, and its numbers have moved") as notes:
            notes.append(self._moved(deputy, room, moves))
        with step("the parent's e-mail arrives") as notes:
            notes.append(self._mail(child, saved))
        with step("the other parent's e-mail about the absence arrives") as notes:
            notes.append(self._mail(absent_child, saved))
        with step("the parent's page shows the notice, its bell rang by itself"):
            self._noticed(guardian, notices, unread)
        with step("the diaries show mark, topic, homework and absence"):
            self._diaries(saved, (guardian, child), (absent_guardian, absent_child))
        with step("the stranger asks for the child's diary and gets the one refusal"):
            self._refused(stranger, child)
        with step("the family's page shows who looked, the refused attempt too"):
            self._on_record(guardian, child, saved.time)
        with step("one trace covers the way from the click to the e-mail") as notes:
            notes.append(self._trace(saved.trace_id))
        return saved.trace_id

    def _control_room(self, deputy: Browser) -> tuple[Room, Listener]:
        page = deputy.get("/")
        room = next((one for one in read(page)[0] if "data-numbers" in one.attributes), None)
        if room is None:
            raise DidNotHappen(f"the deputy head sees no control room (HTTP {page.status}): ./zvonok logs reports")
        moves = deputy.listen(room.attributes["data-moves"])
        if not moves.wait(lambda events: len(events) > 0, PATIENCE_SECONDS):
            raise DidNotHappen("the control room's stream is silent: ./zvonok logs reports")
        self._numbers = room.attributes["data-numbers"]
        return _room(deputy.get(self._numbers)), moves

    def _save(self, teacher: Browser, page: Page, day: str, child: Child, absent: Child) -> Saved:
        form = form_with(page, "seen")
        stamp = time.strftime("%H:%M:%S")
        cell = next(name for name in form.fields if name.startswith("mark.") and name.endswith(child.id))
        mark = _NEXT_MARK.get(form.fields[cell], "5")
        changes = {cell: mark, "topic": f"Квадратные уравнения, {stamp}", "homework": f"§ 12, № 341, {stamp}"}
        changes |= {"confirmed": "on", "action": "save", **_absence(form, absent)}
        form.fields.pop("homework_none", None)
        began = time.time()
        after = teacher.submit(page, form, **changes)
        if after.status != 200 or form_with(after, "seen").fields["topic"] != changes["topic"]:  # noqa: PLR2004 - OK
            why = next((one.text.strip() for one in read(after)[0] if one.attributes.get("role") == "alert"), "")
            raise DidNotHappen(f"the save was not taken (HTTP {after.status}) {why}: ./zvonok logs gradebook")
        return Saved(day, changes["topic"], mark, after.trace_id, began)

    def _moved(self, deputy: Browser, before: Room, moves: Listener) -> str:
        seen = moves.count()

        def moved() -> bool:
            return _room(deputy.get(self._numbers)).updated != before.updated

        if not (until(moved) and moves.wait(lambda all_: len(all_) > 1, 5)):
            raise DidNotHappen(
                f"the control room did not move ({seen} events): ./zvonok logs reports, ./zvonok logs gradebook-relay"
            )
        return f"lessons filled: {before.filled}, now {_room(deputy.get(self._numbers)).filled}"

    def _mail(self, child: Child, saved: Saved) -> str:
        def arrived() -> str:
            page = read_json(f"{self._stage.endpoints['mail_api']}/messages?limit=100")
            mine = [one for one in page["messages"] if child.id in one["text"] and is_after(one["time"], saved.time)]
            return f"{moment_of(mine[-1]['time']) - saved.time:.1f} s after the click" if mine else ""

        found = until(arrived)
        if not found:
            raise DidNotHappen("no e-mail came: ./zvonok logs notify-work, ./zvonok dead-letters list, ./zvonok status")
        return found

    def _noticed(self, guardian: Browser, before: set[str], unread: Listener) -> None:
        if not until(lambda: _notices(guardian) - before):
            raise DidNotHappen("no new notice on the parent's page: ./zvonok logs notify")
        if not unread.wait(lambda events: len(events) > 1, 5):
            raise DidNotHappen("the bell on the parent's page did not move: ./zvonok logs notify, ./zvonok logs portal")

    def _diaries(self, saved: Saved, first: tuple[Browser, Child], second: tuple[Browser, Child]) -> None:
        (guardian, child), (other, absent) = first, second
        text = guardian.get(f"/{child.name}/diary?day={saved.lesson_date}").text
        lesson = next((part for part in text.split("<li") if saved.topic in part), "")
        if not (lesson and f">{saved.mark}</span>" in lesson and saved.topic.rpartition(" ")[2] in lesson):
            raise DidNotHappen("the diary does not show what was saved: ./zvonok logs gradebook")
        text = other.get(f"/{absent.name}/diary?day={saved.lesson_date}").text
        lesson = next((part for part in text.split("<li") if saved.topic in part), "")
        if "mark absent" not in lesson and "mark late" not in lesson:
            raise DidNotHappen("the other child's diary does not show the absence: ./zvonok logs gradebook")

    @staticmethod
    def _refused(stranger: Browser, child: Child) -> None:
        page, nothing = stranger.get(f"/{child.name}/diary"), stranger.get("/no/such/page")
        if page.status != nothing.status or heading(page) != heading(nothing):
            raise DidNotHappen(f"the refusal is not the one text (HTTP {page.status}): ./zvonok logs identity")

    @staticmethod
    def _on_record(guardian: Browser, child: Child, began: float) -> None:
        def looks() -> bool:
            elements, _ = read(guardian.get(f"/{child.name}/disclosures"))
            fresh = {
                has_class(look, "refused")
                for look, moment in pairwise(elements)
                # The record counts by the minute.
                if has_class(look, "look") and is_after(moment.attributes["datetime"], began - 60)
            }
            return fresh == {True, False}

        if not until(looks):
            raise DidNotHappen("the record shows no refused attempt or no look: ./zvonok logs identity")

    def _trace(self, trace_id: str) -> str:
        address = f"{self._stage.endpoints['trace_page']}/api/traces/{trace_id}"

        def spans() -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = read_json(address).get("spans", [])
            return found

        def missing() -> list[str]:
            found = spans()
            there = {(one["service"], one["role"]) for one in found}
            left = [f"{service} {role}" for service, role in _WAY if (service, role) not in there]
            return left if any(_EMAIL_SPAN in one["name"].lower() for one in found) else [*left, "the e-mail"]

        if not until(lambda: not missing()):
            raise DidNotHappen(f"the trace lacks {', '.join(missing())}: look at {address}")
        return f"{len(spans())} spans"


def _room(page: Page) -> Room:
    elements = read(page)[0]
    moving = [one for one in elements if "data-moving" in one.attributes]
    # The share itself, and after it "so many of so many".
    filled = [after.text.strip() for one, after in pairwise(moving) if one.attributes.get("data-metric") == _FILLED]
    updated = [one.attributes["data-updated"] for one in elements if "data-updated" in one.attributes]
    return Room("".join(filled) or "no data", "".join(updated))


def _absence(form: Form, child: Child) -> dict[str, str]:
    """Absent and without a mark; one who is absent already is now said to have come late, and the other way round."""
    if form.fields[f"att.{child.id}"] == "absent":
        return {f"att.{child.id}": "late", f"late.{child.id}": "7"}
    marks = {name: "" for name in form.fields if name.startswith("mark.") and name.endswith(child.id)}
    return {**marks, f"att.{child.id}": "absent", f"late.{child.id}": ""}


def _in_group(page: Page, children: Sequence[Child]) -> Child:
    """The one of a family's children who is in the lesson's group."""
    found = next((child for child in children if child.id in page.text), None)
    if found is None:
        raise DidNotHappen("the second family has no child in the group: look at var/demonstration")
    return found


def _notices(guardian: Browser) -> set[str]:
    elements, _ = read(guardian.get("/notices"))
    return {one.attributes["data-notice"] for one in elements if "data-notice" in one.attributes}
