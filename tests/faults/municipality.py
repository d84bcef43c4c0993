"""A small municipality whose pupils have many lessons today: enough for a stream of saves."""

from datetime import datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from deploy.demonstration.generate import PASSWORD, Demonstration, add_terms, write_package, write_user
from deploy.demonstration.names import full_name

PUPILS = 8
GUARDIANS_A_PUPIL = 2
GROUPS = 12
BELLS = 8


def write_municipality(target: Path) -> None:
    """One school, one class, a director, one teacher with twelve groups of eight lessons a day; two guardians a pupil.

    Of two guardians the first can log in: p0-g0, p1-g0 …
    """
    made = Demonstration(Random(1), datetime.now(ZoneInfo("Europe/Moscow")).date())
    made.add("orgs", sourcedId="s1", name="Школа № 9", type="school")
    add_terms(made)
    made.add("courses", sourcedId="c0", title="Классное руководство", courseCode="HR", orgSourcedId="s1")
    made.user("t", full_name(made.random, "Звонарёв", male=False), "teacher", password=PASSWORD)
    made.role("t", "teacher", "s1")
    made.user("d", full_name(made.random, "Сводина", male=False), "director", password=PASSWORD)
    made.role("d", "principal", "s1")
    _add_class(made)
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    periods = ",".join(f"{day}-{bell}" for day in days for bell in range(1, BELLS + 1))
    for number in range(GROUPS):
        made.add("courses", sourcedId=f"c{number + 1}", title=f"Предмет {number}", courseCode="1", orgSourcedId="s1")
        made.add(
            "classes", sourcedId=f"g{number}", title=f"7А {number}", grades="07", courseSourcedId=f"c{number + 1}",
            classType="scheduled", schoolSourcedId="s1", termSourcedIds="q1", periods=periods,
        )  # fmt: skip
        made.enrol("t", f"g{number}", "s1", "teacher", primary=True)
        for pupil in range(PUPILS):
            made.enrol(f"p{pupil}", f"g{number}", "s1", "student")
    for user in made.users.values():
        write_user(made, user)
    write_package(made, target)


def _add_class(made: Demonstration) -> None:
    made.add(
        "classes", sourcedId="k", title="7А", grades="07", courseSourcedId="c0", classType="homeroom",
        schoolSourcedId="s1", termSourcedIds="year",
    )  # fmt: skip
    for number in range(PUPILS):
        pupil = made.user(f"p{number}", full_name(made.random, "Громов", male=True), f"p{number}")
        made.role(f"p{number}", "student", "s1")
        made.enrol(f"p{number}", "k", "s1", "student")
        for guardian in range(GUARDIANS_A_PUPIL):
            source = f"p{number}-g{guardian}"
            password = "" if guardian else PASSWORD
            made.user(source, full_name(made.random, "Громов", male=bool(guardian)), source, password=password)
            made.role(source, "guardian", "s1")
            pupil.agents.append(source)
