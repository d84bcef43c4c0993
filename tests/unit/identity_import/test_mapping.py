"""What rows mean: relations, terms, year groups."""

from pathlib import Path

import pytest

from services.identity.domain.oneroster.checking import Known, check
from services.identity.domain.oneroster.package import Row, read_package
from services.identity.domain.oneroster.roster import Before, Roster, build_roster, periods_of, year_group_of
from tests.unit.identity_import.packages import Tables, add_person, two_schools, write


def roster_of(tmp_path: Path, tables: Tables, *, blocked: frozenset[str] = frozenset()) -> Roster:
    package = read_package(write(tmp_path / "x.zip", tables))
    assert check(package, Known()) == set()
    return build_roster(package, set(blocked), Before())


def ties(roster: Roster) -> set[tuple[str, str, str]]:
    return {(each.person, each.relation, each.object) for each in roster.relations}


def test_a_small_package_says_who_stands_where(tmp_path: Path) -> None:
    expected = {("mother", "guardian", "a-p"), ("mother", "guardian", "b-p")}
    for letter in ("a", "b"):
        expected |= {
            (f"{letter}-p", "pupil", f"{letter}/1"),
            (f"{letter}-p", "class_pupil", f"{letter}-7"),
            (f"{letter}-p", "group_pupil", f"{letter}-g"),
            (f"{letter}-t", "class_teacher", f"{letter}-7"),
            (f"{letter}-t", "subject_teacher", f"{letter}-g"),
        }
    assert ties(roster_of(tmp_path, two_schools())) == expected


@pytest.mark.parametrize(
    ("role", "relation"),
    [
        ("principal", "director"),
        ("administrator", "journal_administrator"),
        ("siteAdministrator", "journal_administrator"),
        ("systemAdministrator", "journal_administrator"),
        ("ext:deputyHead", "deputy_head"),
        ("ext:librarian", None),
        ("aide", None),
    ],
)
def test_roles_of_staff(tmp_path: Path, role: str, relation: str | None) -> None:
    tables = two_schools()
    add_person(tables, "x", role, "a/1")
    found = {tie for tie in ties(roster_of(tmp_path, tables)) if tie[0] == "x"}
    assert found == ({("x", relation, "a/1")} if relation else set())


def test_an_operator_is_of_the_municipality(tmp_path: Path) -> None:
    tables = two_schools()
    add_person(tables, "x", "districtAdministrator", "town")
    assert ("x", "municipal_operator", "") in ties(roster_of(tmp_path, tables))


def test_a_family_tie_may_stand_on_the_guardians_row(tmp_path: Path) -> None:
    tables = two_schools()
    add_person(tables, "father", "parent", "a/1", agents="a-p")
    assert ("father", "guardian", "a-p") in ties(roster_of(tmp_path, tables))


def test_an_agent_without_a_family_role_gets_no_rights_over_a_child(tmp_path: Path) -> None:
    tables = two_schools()
    next(row for row in tables["users"] if row["sourcedId"] == "a-p")["agentSourcedIds"] = "mother,a-t"
    assert {tie for tie in ties(roster_of(tmp_path, tables)) if tie[1] == "guardian" and tie[2] == "a-p"} == {
        ("mother", "guardian", "a-p")
    }


def test_of_a_blocked_school_nothing_is_wanted_not_even_of_its_families(tmp_path: Path) -> None:
    roster = roster_of(tmp_path, two_schools(), blocked=frozenset({"b/1"}))
    assert {each.object for each in roster.relations} == {"a/1", "a-7", "a-g", "a-p"}
    assert {row["sourcedId"] for row in roster.users} == {"a-t", "a-p", "mother"}


def test_version_1_1_has_the_role_on_the_users_row(tmp_path: Path) -> None:
    tables = two_schools()
    roles = {row["userSourcedId"]: row for row in tables.pop("roles")}
    for row in tables["users"]:
        role = roles[row["sourcedId"]]
        row |= {"role": role["role"], "orgSourcedIds": role["orgSourcedId"]}
    package = read_package(write(tmp_path / "y.zip", tables, version="1.1"))
    assert check(package, Known()) == set()
    assert ties(build_roster(package, set(), Before())) == ties(roster_of(tmp_path, two_schools()))


@pytest.mark.parametrize(
    ("grades", "title", "year"),
    [("07", "7А", 7), ("", "11Б", 11), ("", "Хор", 1), ("KG", "3В", 3), ("12", "0", 1), ("5,6", "", 5)],
)
def test_year_groups(grades: str, title: str, year: int) -> None:
    assert year_group_of(Row(2, {"grades": grades, "title": title})) == year


def test_only_weekly_patterns_are_kept() -> None:
    assert periods_of(Row(2, {"periods": "MON-1, tue-12,A4,sun-,fri-123"})) == ["mon-1", "tue-12"]
