"""Foreign ids in every field, guessing: attacks on the doors of real services.

Attacks that are tested elsewhere: forged proofs (test_forgeries.py), guessing log-ins
(tests/integration/identity/test_sessions.py).
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import grpc
from google.protobuf.message import Message
from zvonok.gradebook.v1 import gradebook_pb2
from zvonok.identity.v1 import access_pb2, schools_pb2, sessions_pb2

from kit import pages
from kit.ids import new_id
from kit.rpc.client import with_token
from kit.rpc.gate import GateDisclosure
from services.identity.actions.access import DisclosureWriter
from tests.access.attacks import (
    ATTACKED_BY_OTHER_TESTS,
    FOR_SERVICES,
    HOLD_NO_ID,
    NAMES,
    attacks,
    filled,
    for_people,
    ids_in,
    requests,
    texts,
)
from tests.access.doors import (
    ANSWERED,
    FOREIGN,
    METHODS,
    OWN_LOOK,
    REFUSED,
    RULES,
    STRANGE_LOOK,
    UUID,
    Outcome,
    Platform,
)
from tests.integration.gradebook.world import MONDAY, TODAY, rules
from tests.integration.identity.test_people import Register


def test_every_text_field_of_every_request_of_people_is_attacked_or_holds_no_id() -> None:
    found = {
        f"{name} {path}"
        for name, method in METHODS.items()
        if for_people(name)
        for path in texts(method.input_type)
        if path.removeprefix("saves.") not in HOLD_NO_ID
    }
    assert found == {f"{name} {path}" for name, paths in NAMES.items() for path in paths} | ATTACKED_BY_OTHER_TESTS


def test_foreign_ids_in_any_field_open_nothing_and_tell_nothing(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    ask = platform.as_person(platform.everything("own"))
    right = requests(platform.names("own"))
    assert {name: ask(name, request) for name, request in right.items()} == dict.fromkeys(right, ANSWERED)
    wrong: list[tuple[str, str, Any, Outcome]] = []
    for name, paths in NAMES.items():
        strange = {place: requests(platform.names(place))[name] for place in ("nowhere", *FOREIGN)}
        for path in paths:
            answers = {
                place: {key: ask(name, each) for key, each in attacks(right[name], path, foreign).items()}
                for place, foreign in strange.items()
            }
            nothing = answers["nowhere"]
            wrong += [(name, path, key, each) for key, each in nothing.items() if not is_no(name, path, each)]
            # What is there and is another's is refused in the same words as what there is nowhere.
            wrong += [
                (name, path, (place, *key), each)
                for place in FOREIGN
                for key, each in answers[place].items()
                if each != nothing[key]
            ]
    assert not wrong


def is_no(name: str, path: str, answer: Outcome) -> bool:
    """Whether an outcome opens nothing and tells nothing."""
    if answer == REFUSED:
        return True
    if name.startswith("ControlRoomService/"):
        # School and part contradict each other, whatever there is.
        if answer != ANSWERED and answer[1] in ("TERM_OF_ANOTHER_SCHOOL", "BAD_RESOURCE_NAME"):
            return UUID.search(str(answer)) is None
        # A class or group that the school does not have holds no lessons.
        return path in ("class", "group") and answer == ANSWERED
    # Who is no pupil of the school is left out, without a word: test_names_for_a_list_… looks inside.
    if (name, path, answer) == ("PeopleService/BatchGetPupilNames", "pupils", ANSWERED):
        return True
    # A thing that is not of the own school is explained as none: test_an_explanation_of_a_strange_thing… looks inside.
    return (name, path, answer) == ("AccessService/Explain", "resource", ANSWERED)


def test_a_guardian_learns_nothing_of_the_school_by_asking(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    ask = platform.as_person(platform.guardian())
    own = requests(platform.names("own"))
    mine = {
        "AccessService/ListDisclosures", "PeopleService/GetPupil", "SchoolService/ListTerms",
        "GradebookService/GetDiary",
    }  # fmt: skip
    answers = {name: ask(name, request) for name, request in own.items()}
    assert answers == {name: ANSWERED if name in mine else REFUSED for name in own}
    # The classmate, and a child that there is not.
    for pupil in (platform.town.pupils["same_class"], platform.town.pupils["other_class"], new_id()):
        names = replace(platform.names("own"), pupil=platform.town.own.pupil_name(pupil))
        for name, request in requests(names).items():
            if "pupil" in request.DESCRIPTOR.fields_by_name:
                assert ask(name, request) == REFUSED, name


def test_what_one_person_may_is_not_kept_for_another(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    request = requests(platform.names("own"))["GradebookService/GetDiary"]
    mother = platform.as_person(platform.guardian())
    stranger = platform.as_person(platform.guardian("other_school"))
    nobody = platform.as_person(new_id())
    for _ in range(2):
        assert mother("GradebookService/GetDiary", request) == ANSWERED
        assert stranger("GradebookService/GetDiary", request) == REFUSED
        assert nobody("GradebookService/GetDiary", request) == REFUSED


CRAFTED = (
    "{own}/lessons/{lesson}/../../../groups/{foreign}",
    "{own}/pupils/{pupil}",
    "{own}/{foreign_name}",
    "{own}//lessons/{lesson}",
    "{own}/lessons/{lesson}/",
    "{own}/lessons/{lesson}\n",
    "{own}/lessons/{lesson}\0",
    "{own}\n{foreign_name}/lessons/{lesson}",
    "{foreign_name}\n{own}/lessons/{lesson}",
    "{foreign_name}/lessons/{lesson}/groups/{foreign}",
    "{foreign_name}/{own}/lessons/{lesson}",
    "/{foreign_name}/lessons/{lesson}",
    "{upper}/lessons/{lesson}",
    "{foreign_name}/lessons/{lesson}?x={own}",
    "{foreign_name}/lessons/{lesson}#{own}",
    "%2e%2e/{foreign_name}/lessons/{lesson}",
    "schools/*/groups/*/lessons/*",
    "schools/-/groups/-/lessons/{lesson}",
    "{own}/lessons/{lesson}' OR '1'='1",
    "",
)


def test_names_put_together_to_pass_as_a_part_of_an_own_group_open_nothing(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    ask = platform.as_person(platform.everything("own"))
    own, foreign = platform.names("own"), platform.names("other_municipality")
    parts = {
        "own": own.group,
        "foreign_name": foreign.group,
        "foreign": foreign.group[-36:],
        "lesson": foreign.lesson[-36:],
        "pupil": foreign.pupil[-36:],
        "upper": foreign.group.upper(),
    }
    codes = (grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.INVALID_ARGUMENT)
    for pattern in CRAFTED:
        name = pattern.format(**parts)
        for method, path in (
            ("GradebookService/GetLesson", "lesson"),
            ("GradebookService/RecordLesson", "lesson"),
            ("GradebookService/GetJournal", "group"),
            ("GradebookService/GetDiary", "pupil"),
            ("PeopleService/ListGroupPupils", "group"),
        ):
            answer = ask(method, filled(requests(own)[method], path, name))
            assert answer[0] in codes, (method, pattern, answer)
            assert UUID.search(str(answer)) is None, (method, pattern, answer)


def test_foreign_ids_in_the_cells_of_a_save_are_refused_like_ids_of_nothing(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    person = platform.everything("own")
    world, others = platform.worlds["own"], platform.worlds["other_municipality"]
    # What an attacker would like to see: a mark of a stranger, and one of an own pupil's other lesson.
    strange_item, item = others.item(others.lesson()), world.item(world.lesson())
    other_item = world.item(world.lesson(TODAY - timedelta(days=1)))
    others.record(
        others.lesson(), marks=[gradebook_pb2.MarkEdit(line_item=strange_item, pupil=others.pupil(), value="2")]
    )
    lesson, stranger = world.lesson(), others.pupil_ids[0]
    before = world.history()
    pupils = {
        "whole": others.pupil(),
        "under the own school": f"schools/{world.school_id}/pupils/{stranger}",
        "bare": stranger,
        "own under the other school": f"schools/{others.school_id}/pupils/{world.pupil_ids[0]}",
        "of another class": f"schools/{world.school_id}/pupils/{platform.town.pupils['other_class']}",
        "of nobody": f"schools/{world.school_id}/pupils/{new_id()}",
    }
    items = {
        "whole": strange_item,
        "under the own lesson": f"{lesson}/lineItems/{strange_item[-36:]}",
        "bare": strange_item[-36:],
        "of another lesson": other_item,
        "of another lesson, under this": f"{lesson}/lineItems/{other_item[-36:]}",
        "of nothing": f"{lesson}/lineItems/{new_id()}",
    }
    metadata = with_token(platform.token(person))

    def save(**cells: Any) -> gradebook_pb2.RecordLessonResponse:
        request = gradebook_pb2.RecordLessonRequest(request_id=new_id(), lesson=lesson, **cells)
        [answer] = platform.ask("GradebookService/RecordLesson", request, metadata)
        assert isinstance(answer, gradebook_pb2.RecordLessonResponse)
        # The lesson is the own one; of cells nothing came back but the refusals.
        return gradebook_pb2.RecordLessonResponse(
            marks=answer.marks, attendance=answer.attendance, refusals=answer.refusals
        )

    def by_pupil(pupil: str) -> gradebook_pb2.RecordLessonResponse:
        mark = gradebook_pb2.MarkEdit(line_item=item, pupil=pupil, value="5", seen_version=9)
        entry = gradebook_pb2.AttendanceEdit(pupil=pupil, attendance=gradebook_pb2.ATTENDANCE_ABSENT, seen_version=9)
        return save(marks=[mark], attendance=[entry])

    def by_item(line_item: str) -> gradebook_pb2.RecordLessonResponse:
        whose = (world.pupil(), others.pupil())
        edits = [gradebook_pb2.MarkEdit(line_item=line_item, pupil=each, value="5", seen_version=9) for each in whose]
        return save(marks=edits)

    of_nobody, of_nothing = by_pupil(pupils.pop("of nobody")), by_item(items.pop("of nothing"))
    assert rules(of_nobody) == [("attendance[0]", "NOT_IN_GROUP_ON_DATE"), ("marks[0]", "NOT_IN_GROUP_ON_DATE")]
    assert rules(of_nothing) == [("marks[0]", "UNKNOWN_LINE_ITEM"), ("marks[1]", "UNKNOWN_LINE_ITEM")]
    assert UUID.search(f"{of_nobody}{of_nothing}") is None
    assert {name: by_pupil(pupil) for name, pupil in pupils.items()} == dict.fromkeys(pupils, of_nobody)
    assert {name: by_item(line_item) for name, line_item in items.items()} == dict.fromkeys(items, of_nothing)
    assert world.history() == before


def test_a_page_token_with_a_foreign_key_turns_no_foreign_page(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    town, people = platform.town, {place: platform.everything(place) for place in ("own", *FOREIGN)}
    for place, person in people.items():
        there: Register = getattr(town, place)
        for number in range(3):
            expires = datetime.now(UTC) + timedelta(hours=1)
            there.put(
                "session", session_id=new_id(), secret_hash=f"{place}{number}".encode(), person_id=person,
                expires_at=expires,
            )  # fmt: skip
        # A look at the child, for the list of looks.
        kind, child = (OWN_LOOK if place == "own" else STRANGE_LOOK), (town.pupils[place],)
        look = GateDisclosure(f"persons/{person}", child, there.school_id, kind, "director", "/x", "", refused=False)
        DisclosureWriter(there.pool).write([look])
    metadata = with_token(platform.token(people["own"]))
    foreign = {row[0] for row in town.own.run("SELECT session_id FROM session WHERE person_id <> %s", people["own"])}
    own_school = UUID.findall(platform.names("own").municipality)
    for place in FOREIGN:
        foreign.update(UUID.findall(str(platform.names(place))))
        foreign.update(row[0] for row in town.own.run("SELECT disclosure_id FROM disclosure"))
    foreign.difference_update(own_school)
    mine = platform.names("own")
    days: dict[str, Any] = {"begin_date": MONDAY.isoformat(), "end_date": TODAY.isoformat()}
    lists: dict[str, Message] = {
        "AccessService/ListDisclosures": access_pb2.ListDisclosuresRequest(pupil=mine.pupil),
        "SchoolService/ListClasses": schools_pb2.ListClassesRequest(school=mine.school),
        "SchoolService/ListGroups": schools_pb2.ListGroupsRequest(school=mine.school),
        "SessionService/ListSessions": sessions_pb2.ListSessionsRequest(),
        "GradebookService/ListLessons": gradebook_pb2.ListLessonsRequest(groups=[mine.group], **days),
    }
    keys = ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-7fff-bfff-ffffffffffff", *sorted(foreign)]
    # What stands before the id in the tokens of one method or another.
    fronts: list[list[str | int]] = [[], [1], [2**50], [MONDAY.isoformat(), 1]]
    for method, request in lists.items():
        whole, turned = ids_in(platform.ask(method, request, metadata)), 0
        for key, front in product(keys, fronts):
            attack = filled(request, "page_token", pages.encode([*front, key]))
            answer = platform.outcome(method, attack, metadata)
            if answer == ANSWERED:
                page = platform.ask(method, attack, metadata)
                assert ids_in(page) <= whole - foreign, method
                assert STRANGE_LOOK not in str(page), method
            else:
                # Another method's token.
                assert answer[1] == "BAD_PAGE_TOKEN", method
            turned += answer == ANSWERED
        assert turned >= len(keys), method
    looks = lists["AccessService/ListDisclosures"]
    assert OWN_LOOK in str(platform.ask("AccessService/ListDisclosures", looks, metadata))
    # Schools of the own municipality, the next one among them, and none of another.
    listed = schools_pb2.ListSchoolsRequest(municipality=mine.municipality)
    for key in sorted(foreign):
        request = filled(listed, "page_token", pages.encode([key]))
        found = ids_in(platform.ask("SchoolService/ListSchools", request, metadata))
        assert found <= {*own_school, town.own.school_id, town.other_school.school_id}


def test_a_foreign_session_is_ended_no_more_than_one_that_is_not_there(platform: Platform) -> None:
    town = platform.town
    victim, attacker = platform.guardian("other_municipality"), platform.guardian()
    session, expires = new_id(), datetime.now(UTC) + timedelta(hours=1)
    town.own.put("session", session_id=session, secret_hash=b"x", person_id=victim, expires_at=expires)
    ask = platform.as_person(attacker)
    ends = [sessions_pb2.EndSessionRequest(session=each) for each in (session, new_id())]
    answers = [ask("SessionService/EndSession", each) for each in ends]
    assert answers[0] == answers[1]
    assert town.own.run("SELECT ended_at FROM session") == [(None,)]


def test_an_explanation_of_a_strange_thing_is_that_of_nothing(platform: Platform) -> None:
    metadata = with_token(platform.token(platform.everything("own")))
    own, answers = platform.names("own"), []
    for place in ("other_school", "other_municipality", "nowhere"):
        group = f"{own.school}/groups/{platform.names(place).group[-36:]}"
        request = filled(requests(own)["AccessService/Explain"], "resource", group)
        answers += platform.ask("AccessService/Explain", request, metadata)
    assert answers[0] == answers[1] == answers[2]
    assert not ids_in(answers)


def test_an_explanation_about_a_stranger_tells_of_the_own_school_alone(platform: Platform) -> None:
    stranger = platform.everything("other_municipality")
    metadata = with_token(platform.token(platform.everything("own")))
    own = platform.names("own")
    answers = []
    for subject in (stranger, new_id()):
        request = access_pb2.ExplainRequest(
            school=own.school, subject=f"persons/{subject}", permission="gradebook.journal.read", resource=own.group
        )
        [answer] = platform.ask("AccessService/Explain", request, metadata)
        answers.append(answer)
    assert answers[0] == answers[1]


def test_the_first_answer_to_a_request_is_given_to_nobody_else(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    world = platform.worlds["own"]
    request = gradebook_pb2.RecordLessonRequest(
        request_id=new_id(),
        lesson=world.lesson(),
        lesson_edit=gradebook_pb2.LessonEdit(seen_version=1, topic="Дроби"),
    )
    teacher, colleague = platform.everything("own"), platform.town.own.person()
    platform.town.own.relate(colleague, "subject_teacher", "group", platform.town.own.group_id)
    first = platform.ask("GradebookService/RecordLesson", request, with_token(platform.token(teacher)))
    assert platform.ask("GradebookService/RecordLesson", request, with_token(platform.token(teacher))) == first
    for person in (platform.everything("other_municipality"), platform.guardian()):
        assert platform.as_person(person)("GradebookService/RecordLesson", request) == REFUSED
    # A colleague has a right to the lesson, and the same id is another request when it is his.
    history = world.history()
    other = gradebook_pb2.RecordLessonRequest(request_id=request.request_id, lesson=request.lesson)
    assert platform.as_person(colleague)("GradebookService/RecordLesson", other) == ANSWERED
    assert world.history() == history


def test_what_is_for_services_is_for_no_person_through_whatever_service(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    assert FOR_SERVICES.keys() == {name for name in METHODS if RULES[name].permission and not for_people(name)}
    metadata = with_token(platform.token(platform.everything("own")))
    platform.authority.issue("cli")
    platform.authority.issue("notify")
    for method, request in FOR_SERVICES.items():
        target = METHODS[method].containing_service.full_name.split(".")[1]
        for caller in ("portal", "cli", "notify", "gradebook") if target == "identity" else ("portal", "cli"):
            assert platform.outcome(method, request, metadata, caller) == REFUSED, (method, caller)


def test_what_is_for_people_is_not_for_the_service_that_speaks_for_them(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    own = requests(platform.names("own"))
    # Notify's door is not open here: tests/integration/notify/test_rpc.py.
    here = [name for name in METHODS if not name.startswith("NoticeService/")]
    assert own.keys() == {name for name in here if for_people(name) and not RULES[name].own}
    for method, request in own.items():
        assert platform.outcome(method, request) == REFUSED, method
