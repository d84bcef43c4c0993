"""A term is closed: averages stay, the journal is locked, and families see the marks once the deputy head lets them."""

import re
import time

from deploy.local.browser import Browser, Page
from deploy.local.scenes.stage import Child, DidNotHappen, Stage, form_to, form_with

_OK, _CONFLICT = 200, 409
_COLUMN = re.compile(r'name="mark\.(terms-[0-9a-f-]{36}\.term)\.')
_SELECT = re.compile(r'<select[^>]* name="(mark\.[^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
_CHOSEN = re.compile(r"<option selected>([^<]+)</option>")
_VALUES = ("4", "5")


class ClosedTerm:
    """One performance in the term that runs. What it closes it opens again; what families have seen stays seen."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def play(self) -> None:
        """All steps. Raises DidNotHappen."""
        step = self._stage.step
        guardian, (child, *_) = self._stage.family("guardian")
        teacher, deputy = self._stage.log_in("teacher"), self._stage.log_in("deputy")
        with step("the teacher takes the proposals of the term, decides one mark otherwise and saves") as notes:
            found = self._stage.lesson_to_lock(teacher, child, notes)
            if found is None:
                return
            _, lesson = found
            group = lesson.address.partition("/lessons/")[0]
            column, value, told = self._decide(teacher, group, child)
            notes.append(told)
        school = group.partition("/schools/")[2].partition("/")[0]
        page = f"/schools/{school}/periods?period={column.partition('.')[0]}"
        self._open_again(deputy, page)
        try:
            with step("the deputy head closes the term: its journal and its marks refuse"):
                self._submit(deputy, page, "/close", accept_missing="1")
                self._refused(teacher, group, lesson, child, column)
            self._publish(deputy, guardian, page, f"/schools/{school}/pupils/{child.id}/term-marks", value)
        finally:
            with step("the deputy head opens the term again, with a reason in the history"):
                self._open_again(deputy, page)

    def _decide(self, teacher: Browser, group: str, child: Child) -> tuple[str, str, str]:
        """The column of the term that runs, the child's decision, and what to say of it."""
        address = f"{group}/term-marks"
        page = teacher.get(address)
        # Terms that have not begun can't be decided: the last that can is the one that runs.
        column = next(reversed(_COLUMN.findall(page.text)), "")
        if not column or child.id not in page.text:
            raise DidNotHappen("the page of term marks has nothing to decide: ./zvonok logs gradebook")
        filled = teacher.submit(page, form_with(page, "seen"), action=f"take:{column}")
        chosen = {name: _CHOSEN.search(options) for name, options in _SELECT.findall(filled.text)}
        marks = {name: one[1] for name, one in chosen.items() if one and name.startswith(f"mark.{column}.")}
        own = f"mark.{column}.{child.id}"
        before = _CHOSEN.search(dict(_SELECT.findall(page.text)).get(own, ""))
        marks[own] = _VALUES[1] if before and before[1] == _VALUES[0] else _VALUES[0]
        after = teacher.submit(filled, form_with(filled, "seen"), action="save", **marks)
        if after.status != _OK or f'name="{own}"' not in after.text:
            raise DidNotHappen(f"the decisions were not saved (HTTP {after.status}): ./zvonok logs gradebook")
        return column, marks[own], f"{len(marks)} pupils"

    @staticmethod
    def _refused(teacher: Browser, group: str, lesson: Page, child: Child, column: str) -> None:
        page = teacher.get(lesson.address)
        form = form_with(page, "seen")
        cell = next(name for name in form.fields if name.startswith("mark.") and name.endswith(child.id))
        other = _VALUES[0] if form.fields[cell] != _VALUES[0] else _VALUES[1]
        late = teacher.submit(page, form, action="save", **{cell: other})
        marks = teacher.get(f"{group}/term-marks?correct=1")
        undecided = teacher.submit(
            marks, form_with(marks, "seen"), action="save", **{f"mark.{column}.{child.id}": "2"}
        )  # fmt: skip
        if (late.status, undecided.status) != (_CONFLICT, _CONFLICT):
            raise DidNotHappen(
                f"a closed term took a mark (HTTP {late.status}, {undecided.status}): ./zvonok logs gradebook"
            )

    def _publish(self, deputy: Browser, guardian: Browser, page: str, family_page: str, value: str) -> None:
        step = self._stage.step
        with step("the family sees nothing of it until the deputy head publishes, and then the mark") as notes:
            seen = _marks(guardian.get(family_page))
            if "/publication" in deputy.get(page).text:
                self._submit(deputy, page, "/publication", action="now")
            else:
                notes.append("published by an earlier performance")
                seen = seen.replace(value, "", 1)
            if _marks(guardian.get(family_page)).count(value) <= seen.count(value):
                raise DidNotHappen("the family does not see the published mark: ./zvonok logs gradebook")

    @staticmethod
    def _submit(deputy: Browser, address: str, part: str, **fields: str) -> None:
        page = deputy.get(address)
        if deputy.submit(page, form_to(page, part), **fields).status != _OK:
            raise DidNotHappen(f"the page of periods refused {part}: ./zvonok logs gradebook")

    def _open_again(self, deputy: Browser, page: str) -> None:
        if "/reopen" in deputy.get(page).text:
            self._submit(deputy, page, "/reopen", reason=f"Демонстрация {time.strftime('%H:%M')}")


def _marks(page: Page) -> str:
    """The term marks on a family's page, one after another."""
    return "".join(re.findall(r'<td><span class="mark[^>]*>\s*(\S+?)\s*<', page.text))
