"""A teacher is away: the deputy head assigns another, whose access comes by itself, and goes when it is taken back."""

import re

from deploy.local.browser import Browser, Page, read
from deploy.local.scenes.stage import DidNotHappen, Stage, form_to, until

_OK, _GONE = 200, 404
# So many may be away before the scene gives up.
_MOST_AWAY = 3
_CARD = re.compile(r'<article class="card form">.*?</article>', re.DOTALL)
_LESSON = re.compile(r'name="lesson" value="([^"]+)"')
_OPTION = re.compile(r'<option value="([^"]*)"[^>]*>([^<]*)</option>')
_END = re.compile(r'formaction="([^"]+)" name="version" value="(\d+)"')


class Substitutions:
    """One performance. What it assigns it takes back, and who was away stays so for the day."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def play(self) -> None:
        """All steps; on a day without lessons none. Raises DidNotHappen."""
        step = self._stage.step
        teacher, deputy = self._stage.log_in("teacher"), self._stage.log_in("deputy")
        school = re.search(r"/schools/([0-9a-f-]{36})", deputy.get("/").text)
        if school is None:
            raise DidNotHappen("the deputy head sees no school: ./zvonok logs identity")
        self._day = f"/schools/{school[1]}/substitutions"
        name = _short_name(teacher)
        with step("the deputy head finds a lesson of somebody who is away that the teacher could take") as notes:
            found = self._find(deputy, teacher, name)
            if found is None:
                notes.append("no such lesson today")
                return
            lesson, person, title = found
        with step("the deputy head assigns the teacher; the lesson opens by itself, the start page shows it"):
            page = deputy.get(self._day)
            deputy.submit(
                page, form_to(page, "/assign"), lesson=lesson.lstrip("/"), choice=person, kind="SUBSTITUTE"
            )  # fmt: skip
            self._open(teacher, lesson, _OK, "once it is assigned")
            if f'href="{lesson}"' not in teacher.get("/").text.partition('id="substitutions"')[2]:
                raise DidNotHappen("the start page does not show the substitution: ./zvonok logs portal")
        with step("the deputy head takes it back; the lesson is shut again"):
            self._take_back(deputy, title)
            self._open(teacher, lesson, _GONE, "once it is taken back")

    def _find(self, deputy: Browser, teacher: Browser, name: str) -> tuple[str, str, str] | None:
        """The address of a lesson that is shut to the teacher, the teacher as its choice, and what it is called.

        Somebody more is away where no such lesson is there yet.
        """
        page = deputy.get(self._day)
        away = [one.attributes.get("value", "") for one in read(page)[0] if one.tag == "option"]
        for person in ["", *(each for each in away if each.startswith("persons/"))]:
            if person:
                form = form_to(page, "/absences")
                page = deputy.submit(page, form, person=person, kind="COURSE", end="", bells="")
            for card in _CARD.findall(page.text):
                lesson = _LESSON.search(card)
                choice = next((value for value, text in _OPTION.findall(card) if text.startswith(name)), "")
                shut = lesson is not None and teacher.get(f"/{lesson[1]}").status == _GONE
                if lesson is not None and shut and choice.startswith("persons/"):
                    return f"/{lesson[1]}", choice, _title(card)
            if person and page.text.count('name="last"') > _MOST_AWAY:
                return None
        return None

    def _take_back(self, deputy: Browser, title: str) -> None:
        page = deputy.get(self._day)
        card = next(
            (one for one in _CARD.findall(page.text) if _END.search(one) and _title(one) == title), ""
        )  # fmt: skip
        found = _END.search(card)
        if found is None:
            raise DidNotHappen("the page does not show who stands in: ./zvonok logs gradebook")
        form = form_to(page, "/assign")
        form.action = found[1]
        deputy.submit(page, form, version=found[2])

    @staticmethod
    def _open(teacher: Browser, lesson: str, status: int, when: str) -> None:
        """Waits until the lesson's page answers so. Raises DidNotHappen."""

        def answered() -> Page | None:
            page = teacher.get(lesson)
            return page if page.status == status else None

        if until(answered) is None:
            raise DidNotHappen(f"the lesson does not answer {status} {when}: ./zvonok logs identity")


def _title(card: str) -> str:
    return card.partition("<h3>")[2].partition("</h3>")[0]


def _short_name(browser: Browser) -> str:
    """ "Ветрова П. О." of who is logged in, as choices name people."""
    heading = next(one.text for one in read(browser.get("/account"))[0] if one.tag == "h1")
    family, *others = heading.split()
    return "\u00a0".join([family, *(f"{each[0]}." for each in others)])
