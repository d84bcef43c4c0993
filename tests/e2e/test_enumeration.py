"""From a refusal nobody learns whether a thing exists: not by what it says, and not by the time it takes."""

import re
import secrets
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
from google.protobuf import message_factory
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from zvonok.gradebook.v1 import gradebook_pb2, gradebook_pb2_grpc
from zvonok.identity.v1 import people_pb2, people_pb2_grpc, sessions_pb2, sessions_pb2_grpc

from kit.ids import new_id
from kit.rpc.errors import error_info
from services.identity.domain.policy import POLICY
from tests.access.model import Resource, may
from tests.e2e.test_sweep import OF_PEOPLE, RULES, Sweep, path_of, request_of, service_of

pytestmark = [pytest.mark.platform, pytest.mark.xdist_group("platform"), pytest.mark.timeout(300)]

# Medians of answers that cannot be told apart lie so close together. A busy machine gets three tries to show it.
NEAR, SAMPLES, TRIES = 1.25, 400, 3
_TRACE = re.compile("[0-9a-f]{32}")


@pytest.fixture(scope="module")
def sweep(endpoints: dict[str, Any]) -> Sweep:
    return Sweep(endpoints)


@dataclass(frozen=True)
class Refusal:
    """Everything that a refused caller gets to see."""

    code: grpc.StatusCode
    text: str
    reason: str
    details: tuple[tuple[str, str], ...]
    initial: tuple[str, ...]
    trailing: tuple[tuple[str, Any], ...]


def refusal(sweep: Sweep, method: MethodDescriptor, request: Message, metadata: tuple[tuple[str, str], ...]) -> Refusal:
    channel = sweep.channel(service_of(method), "portal")
    answer_type = message_factory.GetMessageClass(method.output_type)
    codec = type(request).SerializeToString, answer_type.FromString
    call: Any = None
    with pytest.raises(grpc.RpcError) as caught:
        if method.server_streaming:
            call = channel.unary_stream(path_of(method), *codec)(request, metadata=metadata, timeout=20)
            next(call)
        else:
            channel.unary_unary(path_of(method), *codec)(request, metadata=metadata, timeout=20)
    error: Any = caught.value
    info = error_info(error)
    assert info is not None
    trailing = (
        (key, _TRACE.sub("…", value) if isinstance(value, str) else value) for key, value in error.trailing_metadata()
    )
    return Refusal(
        error.code(),
        _TRACE.sub("…", error.details()),
        info.reason,
        tuple(sorted(info.metadata.items())),
        tuple(sorted(key for key, _ in error.initial_metadata() or ())),
        tuple(sorted(trailing)),
    )


def imaginary(thing: Resource) -> list[str]:
    """Names of what there is not, at the thing's own school and at none; and such as no thing has."""
    if thing.kind in ("municipality", "school"):
        plural = thing.name.partition("/")[0]
        return [f"{plural}/{new_id()}", f"{plural}/{new_id().upper()}", f"{plural}/1", f"{plural}/{'0' * 36}", plural]
    school, plural = thing.name.split("/")[1:3]
    return [
        f"schools/{school}/{plural}/{new_id()}",
        f"schools/{new_id()}/{plural}/{new_id()}",
        f"schools/{new_id()}/{plural}/{thing.thing}",
        f"schools/{school}/{plural}/{thing.thing.upper()}",
        f"schools/{school}/{plural}/1",
        f"schools/{school}/{plural}/{'0' * 36}",
        f"schools/{school}/{plural}/{thing.thing}/",
        f"{thing.name}\n",
        "nothing",
    ]


@pytest.mark.parametrize("method", OF_PEOPLE, ids=lambda method: method.full_name)
def test_one_refusal_for_foreign_imaginary_and_misshapen_names(sweep: Sweep, method: MethodDescriptor) -> None:
    rule = RULES[path_of(method)]
    things = sweep.things[POLICY[rule.permission].kind]
    for role in ("teacher", "guardian", "deputy", "deputy2", "administrator", "operator"):
        person, metadata = sweep.people[role]
        foreign = [each for each in things if not may(sweep.town, sweep.days, person, rule.permission, each)]
        names = [each.name for each in foreign] + imaginary(things[0])
        if rule.resource_field in ("lesson", "place"):
            # What stands behind an own group is told to be misshapen: it is the caller's own.
            groups = [name for name in names if name == things[0].name or not name.startswith(things[0].name)]
            names = [f"{name}/lessons/{sweep.lessons.get(name[-36:], new_id())}" for name in groups]
        found = {refusal(sweep, method, request_of(method, rule, [name]), metadata): name for name in names}
        assert len(found) == 1, (role, found)
        [one] = found
        assert (one.code, one.reason, one.details) == (grpc.StatusCode.PERMISSION_DENIED, "NOT_ALLOWED", ())


def seconds(ask: Callable[[], Any]) -> float:
    began = time.perf_counter()
    with pytest.raises(grpc.RpcError):
        ask()
    return time.perf_counter() - began


def ratio(kinds: Mapping[str, Callable[[int], Callable[[], Any]]], samples: int) -> float:
    """Of two kinds of question, asked in turns: the greater median by the smaller one."""
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    for number in range(samples):
        order = list(kinds) if secrets.randbits(1) else list(kinds)[::-1]
        for kind in order:
            times[kind].append(seconds(kinds[kind](number)))
    one, other = (statistics.median(values) for values in times.values())
    return max(one, other) / min(one, other)


def near(kinds: Mapping[str, Callable[[int], Callable[[], Any]]], samples: int = SAMPLES) -> bool:
    found: list[float] = []
    while len(found) < TRIES and (not found or found[-1] > NEAR):
        found.append(ratio(kinds, samples))
    assert min(found) <= NEAR, found
    return True


def test_foreign_and_imaginary_pupils_take_the_same_time(sweep: Sweep) -> None:
    """Every question is a first one: nothing is kept of it."""
    metadata = sweep.people["guardian"][1]
    first, second = (each.thing for each in sweep.things["school"])
    mine = {each.thing for each in sweep.town.relations if each.person == sweep.people["guardian"][0]}
    foreign = [
        f"schools/{each.thing}/pupils/{each.person}"
        for each in sweep.town.relations
        if each.relation == "pupil" and each.thing in (first, second) and each.person not in mine
    ]
    assert len(set(foreign)) >= SAMPLES * TRIES
    people = people_pb2_grpc.PeopleServiceStub(sweep.channel("identity", "portal"))
    diaries = gradebook_pb2_grpc.GradebookServiceStub(sweep.channel("gradebook", "portal"))
    days = {"begin_date": "2026-09-01", "end_date": "2026-09-07"}
    asks: dict[str, Callable[[str], Any]] = {
        "name": lambda name: people.GetPupil(people_pb2.GetPupilRequest(pupil=name), metadata=metadata),
        "diary": lambda name: diaries.GetDiary(gradebook_pb2.GetDiaryRequest(pupil=name, **days), metadata=metadata),
    }
    for ask in asks.values():
        left = iter(foreign)

        def of_foreign(_number: int, ask: Callable[[str], Any] = ask, left: Any = left) -> Callable[[], Any]:
            name = next(left)
            return lambda: ask(name)

        def of_nobody(number: int, ask: Callable[[str], Any] = ask) -> Callable[[], Any]:
            name = f"schools/{(first, second)[number % 2]}/pupils/{new_id()}"
            return lambda: ask(name)

        assert near({"foreign": of_foreign, "imaginary": of_nobody})


def test_known_and_unknown_user_names_take_the_same_time(sweep: Sweep) -> None:
    """Fewer samples: a wrong password costs tens of milliseconds, and ten of them close a name."""
    stub = sessions_pb2_grpc.SessionServiceStub(sweep.channel("identity", "portal"))
    known = [one["login"] for one in sweep.endpoints["accounts"]]

    def wrong(username: str) -> Callable[[], Any]:
        # An address of its own each time: that limit is not the one to be seen here.
        address = f"2001:db8::{secrets.randbits(16):x}"
        request = sessions_pb2.LogInRequest(
            username=username, password=secrets.token_urlsafe(9), device="enumeration", remote_address=address
        )
        return lambda: stub.LogIn(request)

    near(
        {
            "known": lambda number: wrong(known[number % len(known)]),
            "unknown": lambda _number: wrong(f"unknown.{secrets.token_hex(4)}"),
        },
        samples=2 * len(known),
    )
