"""The gate: decisions on access and records of disclosure, made by identity for every service.

A remote gate keeps decisions for as long as identity says (at most 15 s) and drops them all when identity tells
that relations changed. When identity is away, kept decisions live out their seconds, then calls fail: never open.
"""

import re
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from zvonok.identity.v1 import access_pb2, access_pb2_grpc

from kit.errors import DependencyDown, FailedPrecondition
from kit.logs import logger

_MOST_KEPT = 100_000
_RECONNECT_SECONDS = 1.0
# Rights are held to groups: what is a part of one (a lesson, its line items) shares the decision on the whole.
_PART = re.compile(r"(?<=/groups/[0-9a-f-]{36})/.+", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class GateDecision:
    """A yes or no, and the relation that grants the yes."""

    allowed: bool
    relation: str


@dataclass(frozen=True, slots=True)
class GateDisclosure:
    """That somebody saw (or was refused) somebody's data."""

    reader: str
    data_subjects: tuple[str, ...]
    school: str
    kind: str
    relation: str
    method: str
    trace_id: str
    refused: bool


class Gate(Protocol):
    """What the door asks. Identity decides in its own process, the others over gRPC."""

    def decide(
        self, subject: str, permission: str, resources: Sequence[str], *, fresh: bool, at_least_version: int = 0
    ) -> list[GateDecision]:
        """One decision for each resource, in order, made at this version of relations or a later one.

        Raises DependencyDown when nobody can decide, FailedPrecondition when there is no such version yet.
        """

    def begin_record(self, disclosures: Sequence[GateDisclosure]) -> Callable[[], None]:
        """Sends the records on their way. What it returns waits until they are durable, and raises DependencyDown when
        they can't be made so."""


@dataclass(frozen=True, slots=True)
class _Kept:
    # Until when (time.monotonic), and the version of relations that it was made at.
    ends: float
    version: int
    decision: GateDecision


class RemoteGate:
    """The gate of every service but identity.

    `together` are permissions that a person who needs one of them on a thing soon needs as well (who opens a lesson
    saves it): they are asked at once, and kept.
    """

    def __init__(self, identity: grpc.Channel, together: Iterable[str] = ()) -> None:
        self._access = access_pb2_grpc.AccessServiceStub(identity)
        self._together = tuple(together)
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str, str], _Kept] = {}
        self._version = 0
        self._stopped = threading.Event()
        self._watch: Any = None

    def start(self) -> None:
        """Begins to follow changes of relations in a thread of its own."""
        threading.Thread(target=self._follow, name="relations-watch", daemon=True).start()

    def stop(self) -> None:
        """Ends following."""
        self._stopped.set()
        if self._watch is not None:
            self._watch.cancel()

    def decide(
        self, subject: str, permission: str, resources: Sequence[str], *, fresh: bool, at_least_version: int = 0
    ) -> list[GateDecision]:
        """See Gate."""
        now = time.monotonic()
        found: dict[str, GateDecision] = {}
        wholes = [_PART.sub("", resource) for resource in resources]
        if not fresh:
            for resource in wholes:
                kept = self._kept.get((subject, permission, resource))
                if kept is not None and kept.ends > now and kept.version >= at_least_version:
                    found[resource] = kept.decision
        missing = [resource for resource in dict.fromkeys(wholes) if resource not in found]
        if missing:
            # A list of many has no room for more questions, and a fresh one is not kept for later.
            others = self._together if len(missing) == 1 and not fresh and permission in self._together else ()
            permissions = (permission, *(other for other in others if other != permission))
            found.update(self._ask(subject, permissions, missing, at_least_version))
        return [found[resource] for resource in wholes]

    def _ask(
        self, subject: str, permissions: Sequence[str], resources: Sequence[str], at_least_version: int
    ) -> dict[str, GateDecision]:
        """Decisions on the first permission by resource; those on all are kept."""
        asked = [(permission, resource) for permission in permissions for resource in resources]
        items = [access_pb2.CheckItem(permission=permission, resource=resource) for permission, resource in asked]
        asked_at = time.monotonic()
        try:
            answer = self._access.BatchCheck(
                access_pb2.BatchCheckRequest(subject=subject, items=items, at_least_version=at_least_version)
            )
        except grpc.RpcError as error:
            if error.code() is grpc.StatusCode.FAILED_PRECONDITION:
                raise not_seen() from error
            raise _away() from error
        decisions = {}
        with self._lock:
            current = answer.relations_version >= self._version
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            for (permission, resource), given in zip(asked, answer.decisions, strict=True):
                decision = GateDecision(given.allowed, given.relation)
                if permission == permissions[0]:
                    decisions[resource] = decision
                if current and given.cache_seconds > 0:
                    # Counted from the question, so that a slow answer does not live longer than identity meant.
                    self._kept[subject, permission, resource] = _Kept(
                        asked_at + given.cache_seconds, answer.relations_version, decision
                    )
        return decisions

    def begin_record(self, disclosures: Sequence[GateDisclosure]) -> Callable[[], None]:
        """See Gate."""
        now = Timestamp()
        now.FromDatetime(datetime.now(UTC))
        request = access_pb2.RecordDisclosuresRequest(
            disclosures=[
                access_pb2.Disclosure(
                    reader=each.reader,
                    data_subjects=each.data_subjects,
                    school=each.school,
                    kind=each.kind,
                    relation=each.relation,
                    method=each.method,
                    trace_id=each.trace_id,
                    time=now,
                    refused=each.refused,
                )
                for each in disclosures
            ]
        )
        recording = self._access.RecordDisclosures.future(request)

        def wait() -> None:
            try:
                recording.result()
            except grpc.RpcError as error:
                raise _away() from error

        return wait

    def _follow(self) -> None:
        while not self._stopped.is_set():
            try:
                self._watch = self._access.WatchRelations(access_pb2.WatchRelationsRequest(), wait_for_ready=True)
                for message in self._watch:
                    self._void_older(message.relations_version)
            except grpc.RpcError as error:
                # Nothing is lost: kept decisions end by themselves, and the first message after this voids the rest.
                if not self._stopped.is_set():
                    logger().warning("relations_watch_broken", code=error.code().name)
            self._stopped.wait(_RECONNECT_SECONDS)

    def _void_older(self, version: int) -> None:
        with self._lock:
            if version > self._version:
                self._version = version
                self._kept.clear()


def not_seen() -> FailedPrecondition:
    """The refusal of a demand for a version of relations that there is not."""
    return FailedPrecondition(
        "RELATIONS_NOT_SEEN", "There is no such version of relations: take one that a change gave."
    )


def _away() -> DependencyDown:
    return DependencyDown("ACCESS_UNDECIDED", "Access can't be decided or recorded right now: try again.")
