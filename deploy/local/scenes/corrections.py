"""A mark is corrected, and the history keeps both; a locked journal refuses, and an unlock opens it for a while."""

import time

from deploy.local.browser import Browser, Form, Page, read
from deploy.local.scenes.stage import Child, DidNotHappen, Stage, form_to, form_with

_REASON = "Демонстрация: закрытая часть журнала"
_OK, _CONFLICT = 200, 409
_MARKS = ("4", "5")


class Corrections:
    """One performance. What it locks it opens again, an earlier performance's locks too."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def play(self) -> None:
        """All steps. Raises DidNotHappen."""
        step = self._stage.step
        _, (child, *_) = self._stage.family("guardian")
        teacher, deputy = self._stage.log_in("teacher"), self._stage.log_in("deputy")
        with step("the teacher corrects a mark of an earlier lesson, with both values in its history") as notes:
            found = self._stage.lesson_to_lock(teacher, child, notes)
            if found is None:
                return
            day, page = found
            rules = self._open_again(deputy, page)
            for mark in _MARKS:
                page = self._save(teacher, page, child, mark, _OK)
            self._in_history(teacher, page)
            notes.append(f"lesson of {day}")
        try:
            self._behind_a_lock(teacher, deputy, page, child, rules)
        finally:
            with step("the deputy head opens the subject again"):
                self._open_again(deputy, page)

    def _behind_a_lock(self, teacher: Browser, deputy: Browser, page: Page, child: Child, rules: str) -> None:
        step = self._stage.step
        with step("the deputy head locks the subject; a correction is refused, and what was typed is still there"):
            self._lock(deputy, rules, page)
            refused = self._save(teacher, page, child, "3", _CONFLICT)
            form = form_with(refused, "seen")
            if form.fields[_cell(form, child)] != "3":
                raise DidNotHappen("what was typed is lost: ./zvonok logs portal")
        with step("the teacher asks to open the lesson, the deputy head grants it for two hours, the mark is saved"):
            teacher.submit(refused, form, action="ask_unlock", unlock_reason="Ошибка при вводе")
            self._grant(deputy, rules)
            self._save(teacher, teacher.get(page.address), child, "3", _OK)

    def _save(self, teacher: Browser, page: Page, child: Child, mark: str, status: int) -> Page:
        form = form_with(page, "seen")
        after = teacher.submit(page, form, action="save", **{_cell(form, child): mark})
        if after.status != status:
            raise DidNotHappen(f"the save ended with HTTP {after.status} and not {status}: ./zvonok logs gradebook")
        return after

    @staticmethod
    def _in_history(teacher: Browser, page: Page) -> None:
        text = teacher.get(f"{page.address}/changes").text
        newest = text.partition("<li>")[2].partition("</li>")[0]
        if f">{_MARKS[0]}</span> → <b>{_MARKS[1]}</b>" not in newest:
            raise DidNotHappen("the history does not show the correction with both values: ./zvonok logs gradebook")

    def _lock(self, deputy: Browser, rules: str, lesson: Page) -> None:
        page = deputy.get(rules)
        # Not a form that ends a lock of the school's own.
        form = next(one for one in read(page)[1] if one.action.endswith("/locks"))
        class_title, _, subject = next(one.text for one in read(lesson)[0] if one.tag == "h1").strip().partition(" ")
        codes = {one.text.strip(): one.attributes.get("value", "") for one in read(page)[0] if one.tag == "option"}
        wanted = {"class": codes[class_title], "subject": codes[subject.strip()], "term": "", "reason": _REASON}
        if deputy.submit(page, form, **wanted).text.count(_REASON) == 0:
            raise DidNotHappen("the lock does not stand on the page of rules: ./zvonok logs gradebook")

    def _grant(self, deputy: Browser, rules: str) -> None:
        page = deputy.get(rules)
        form = form_to(page, "/unlocks/")
        if deputy.submit(page, form, grant="1", hours="2", answer="Исправьте до вечера").status != _OK:
            raise DidNotHappen("the unlock was not granted: ./zvonok logs gradebook")

    def _open_again(self, deputy: Browser, lesson: Page) -> str:
        """Ends the locks of this scene; the address of the page of rules."""
        school = lesson.address.partition("/schools/")[2].partition("/")[0]
        rules = f"/schools/{school}/journal-rules"
        while _REASON in (page := deputy.get(rules)).text:
            part = page.text.partition(_REASON)[2]
            end = part.partition('action="')[2].partition('"')[0]
            deputy.submit(
                page, next(form for form in read(page)[1] if form.action == end), reason=time.strftime("%H:%M")
            )
        return rules


def _cell(form: Form, child: Child) -> str:
    return next(name for name in form.fields if name.startswith("mark.") and name.endswith(child.id))
