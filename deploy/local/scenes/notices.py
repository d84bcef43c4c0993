"""What a parent is told and when: a slip of the pen reaches nobody, a correction says what changed, nothing comes in
quiet hours, and a day's news come as one letter."""

import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from deploy.local.browser import Form, Page, read
from deploy.local.scenes.stage import DidNotHappen, Stage, form_with, is_after, read_json, until

_OK = 200
_ZONE = ZoneInfo("Europe/Moscow")
_SLIPS, _MEANT = ("3", "2"), ("5", "4")
_DIGEST = "Сводка из дневника"
# The digest is not sooner than this: what goes into it has its grace window first.
_SOONEST = timedelta(seconds=15)
_LOOK = "./zvonok logs notify-work, ./zvonok logs notify"


class Notices:
    """One performance. The parent's settings are as they were in the end."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def prepare(self) -> None:
        """The parent wants everything at once, whatever an interrupted performance has left. Raises DidNotHappen."""
        self._parent, (self._child, *_) = self._stage.family("guardian")
        self._choose(mode="at_once")

    def play(self) -> None:
        """All steps but the last, after `prepare`. Raises DidNotHappen."""
        step = self._stage.step
        self._teacher = self._stage.log_in("teacher")
        _, page = self._stage.lesson(self._teacher, self._child)
        self._lesson = page.address
        # What earlier scenes have done is told before.
        until(lambda: not self._waits())
        with step(
            "a mark, and another one within the grace window: the parent gets one letter, with the second"
        ) as notes:
            began, before = time.time(), self._listed()
            told = self._told()
            slip = self._mark(*_SLIPS)
            # The mark of before would leave nothing to tell.
            meant = self._mark(*(each for each in _MEANT if each != told))
            letter = self._letter(began, meant)
            if f": {slip}" in letter or f"стало {slip}" in letter or len(self._listed() - before) != 1:
                raise DidNotHappen(f"the slip of the pen was told: {_LOOK}")
            notes.append(f"{slip}, then {meant}")
        with step("a correction after it is told as one, with both values"):
            began = time.time()
            mark = self._mark(*_MEANT)
            if f"было {meant}, стало {mark}" not in self._letter(began, mark):
                raise DidNotHappen(f"the letter does not say what changed: {_LOOK}")
        with step("in the parent's quiet hours a mark waits; they end, and it comes"):
            self._quiet()
        with step("the parent wants marks in the digest of the day: two changes wait for it") as notes:
            self._until_digest(notes)

    def finish(self) -> None:
        """The last step: the digest is there. Raises DidNotHappen."""
        with self._stage.step("the digest comes at its time: one letter, with what is true by then") as notes:
            try:
                pause = (self._due - datetime.now(_ZONE)).total_seconds()
                time.sleep(max(pause, 0))
                letter = self._letter(self._began, self._last, _DIGEST)
                if f"стало {self._first}" in letter:
                    raise DidNotHappen(f"the digest tells of a value that no longer is: {_LOOK}")
                notes.append(self._due.strftime("%H:%M"))
            finally:
                self._choose(mode="at_once")

    def _quiet(self) -> None:
        now = datetime.now(_ZONE)
        begin, end = now - timedelta(hours=1), now + timedelta(hours=1)
        self._choose(mode="at_once", quiet_begin=f"{begin:%H:%M}", quiet_end=f"{end:%H:%M}")
        try:
            began = time.time()
            mark = self._mark(*_MEANT)
            if not until(self._waits):
                raise DidNotHappen(f"the page does not say that a notice waits: {_LOOK}")
            if self._letters(began, mark, ""):
                raise DidNotHappen(f"a letter came in quiet hours: {_LOOK}")
        finally:
            self._choose(mode="at_once")
        self._letter(began, mark)

    def _until_digest(self, notes: list[str]) -> None:
        now = datetime.now(_ZONE)
        self._due = (now + _SOONEST).replace(second=0, microsecond=0) + timedelta(minutes=1)
        self._choose(mode="daily", daily_at=f"{self._due:%H:%M}")
        self._began, before = time.time(), self._listed()
        self._first = self._mark(*_MEANT)
        if not until(lambda: self._listed() - before):
            raise DidNotHappen(f"the page does not show the notice: {_LOOK}")
        self._last = self._mark(*_SLIPS)
        notes.append(f"at {self._due:%H:%M}")

    def _choose(self, mode: str, **more: str) -> None:
        _, school, _, pupil = self._child.name.split("/")
        page = self._parent.get(f"/notices/settings/{school}/{pupil}")
        form = form_with(page, "daily_at")
        ways = {"way:mark:email": mode, "way:mark:in_app": "at_once", "weekly_on": "5"}
        wanted = {**ways, "quiet_begin": "", "quiet_end": "", **more}
        if self._parent.submit(page, form, **wanted).status != _OK:
            raise DidNotHappen("the settings of notices were not taken: ./zvonok logs notify")

    def _mark(self, *choice: str) -> str:
        """The teacher changes the child's mark to the first of these that it is not; which."""
        page, form, cell = self._cell()
        mark = next(each for each in choice if form.fields[cell] != each)
        if self._teacher.submit(page, form, action="save", **{cell: mark}).status != _OK:
            raise DidNotHappen("the save was not taken: ./zvonok logs gradebook")
        return mark

    def _cell(self) -> tuple[Page, Form, str]:
        """The lesson's page, its form, and the field of the child's mark."""
        page = self._teacher.get(self._lesson)
        form = form_with(page, "seen")
        named = (name for name in form.fields if name.startswith("mark.") and name.endswith(self._child.id))
        return page, form, next(named)

    def _told(self) -> str:
        _, form, cell = self._cell()
        return form.fields[cell]

    def _waits(self) -> bool:
        return re.search(r"\bжд(ёт|ут)\b", self._parent.get("/notices").text) is not None

    def _listed(self) -> set[str]:
        elements, _ = read(self._parent.get("/notices"))
        return {one.attributes["data-notice"] for one in elements if "data-notice" in one.attributes}

    def _letter(self, began: float, mark: str, subject: str = "") -> str:
        """The one letter about the child that came since and says the mark. Raises DidNotHappen."""
        found = until(lambda: self._letters(began, mark, subject))
        if len(found) != 1:
            raise DidNotHappen(f"{len(found)} letters came and not one: {_LOOK}")
        return found[0]

    def _letters(self, began: float, mark: str, subject: str) -> list[str]:
        page = read_json(f"{self._stage.endpoints['mail_api']}/messages?limit=100")
        return [
            one["text"]
            for one in page["messages"]
            if self._child.id in one["text"]
            and is_after(one["time"], began)
            and re.search(rf"(стало|:) {mark}\b", one["text"])
            and subject in one["subject"]
        ]
