"""Deciding on access, and keeping the record of disclosures."""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool, PoolTimeout

from kit.database import EVERY_SCHOOL, pipelined_transaction, transaction
from kit.errors import DependencyDown, InvalidArgument
from kit.ids import is_id
from kit.logs import logger
from kit.rpc.gate import GateDecision, GateDisclosure, not_seen
from services.identity.actions.looks import LookWatch
from services.identity.actions.visits import keep_visits
from services.identity.domain import policy
from services.identity.domain.resources import read_resource
from services.identity.store import access as store
from services.identity.store import disclosures as disclosure_store
from services.identity.store import visible

MOST_QUESTIONS = 200
_MOST_IN_ONE_COMMIT = 500
_PATIENCE_SECONDS = 10
_GRANTS = policy.grants()

Pool = ConnectionPool[Connection[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Decision:
    """A yes or no, the relation that grants it, and for how many seconds it may be kept."""

    allowed: bool
    relation: str
    cache_seconds: int


_NO = Decision(False, "", store.LONGEST_CACHE_SECONDS)


def check(pool: Pool, subject: str, asked: Sequence[tuple[str, str]]) -> tuple[list[Decision], int]:
    """Decides on (permission, resource name) pairs for a subject; also gives the version of relations.

    At most 200 at once (InvalidArgument). A subject, permission or resource that is not known is a no.
    """
    if len(asked) > MOST_QUESTIONS:
        raise InvalidArgument("TOO_MANY_QUESTIONS", f"At most {MOST_QUESTIONS} questions at once.")
    kind, _, identifier = subject.partition("/")
    with pipelined_transaction(pool, EVERY_SCHOOL) as connection:
        if kind == "services":
            decisions = [_check_service(identifier, permission) for permission, _ in asked]
            return decisions, store.relations_version(connection)
        if kind not in ("persons", "clients") or not is_id(identifier):
            return [_NO] * len(asked), store.relations_version(connection)
        return _check_subject(connection, kind, identifier, asked)


def _check_service(service: str, permission: str) -> Decision:
    allowed = policy.granted_to_service(service, permission)
    return Decision(allowed, "service" if allowed else "", store.LONGEST_CACHE_SECONDS)


def _check_subject(
    connection: Connection[Any], subject_kind: str, subject_id: str, asked: Sequence[tuple[str, str]]
) -> tuple[list[Decision], int]:
    questions, positions = [], []
    for position, (permission, name) in enumerate(asked):
        resource = read_resource(name)
        known = policy.POLICY.get(permission)
        open_to = known is not None and (known.clients or subject_kind == "persons")
        if resource is not None and known is not None and open_to and resource.kind == known.kind:
            positions.append(position)
            questions.append(
                store.Question(subject_id, permission, resource.kind, resource.school_id, resource.object_id)
            )
    decisions = [_NO] * len(asked)
    if subject_kind == "persons":
        answers, version = store.decide(connection, questions, _GRANTS)
    else:
        answers, version = store.decide_of_client(connection, questions, policy.SCOPE)
    for position, answer in zip(positions, answers, strict=True):
        decisions[position] = Decision(answer.relation is not None, answer.relation or "", answer.cache_seconds)
    return decisions, version


def list_visible(pool: Pool, subject: str, permission: str, kind: str) -> tuple[list[str], int]:
    """The names of the resources of `kind` on which the subject has the permission now, and the relations' version."""
    plural = {"group": "groups", "class": "classes", "school": "schools", "pupil": "pupils"}
    if kind not in plural.values():
        raise InvalidArgument("UNKNOWN_KIND", "kind must be pupils, groups, classes or schools.")
    known = policy.POLICY.get(permission)
    subject_kind, _, person_id = subject.partition("/")
    with transaction(pool, EVERY_SCHOOL) as connection:
        version = store.relations_version(connection)
        if known is None or plural.get(known.kind) != kind or subject_kind != "persons" or not is_id(person_id):
            return [], version
        return visible.list_visible(connection, person_id, known.relations, kind), version


def _not_recorded() -> DependencyDown:
    return DependencyDown("DISCLOSURE_NOT_RECORDED", "Disclosure can't be recorded: try again.")


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class DisclosureWriter:
    """Writes disclosure records and marks the unusual ones; records of callers that come at the same time share one
    commit."""

    pool: Pool
    clock: Callable[[], datetime] = _utc_now
    _watch: LookWatch = field(default_factory=LookWatch)
    _waiting: "queue.SimpleQueue[tuple[Sequence[GateDisclosure], Future[None]]]" = field(
        default_factory=queue.SimpleQueue
    )
    _thread: threading.Thread | None = None
    _start_lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, disclosures: Sequence[GateDisclosure]) -> None:
        """Returns when the records are on disk. Raises DependencyDown when they can't be put there."""
        self.begin(disclosures)()

    def begin(self, disclosures: Sequence[GateDisclosure]) -> Callable[[], None]:
        """Hands the records over. What it returns waits as `write` does."""
        self._ensure_started()
        done: Future[None] = Future()
        self._waiting.put((disclosures, done))

        def wait() -> None:
            try:
                done.result(timeout=_PATIENCE_SECONDS)
            except TimeoutError as error:
                raise _not_recorded() from error

        return wait

    def _ensure_started(self) -> None:
        with self._start_lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="disclosures", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while len(batch) < _MOST_IN_ONE_COMMIT and not self._waiting.empty():
                batch.append(self._waiting.get())
            self._write(batch)

    def _write(self, batch: "Sequence[tuple[Sequence[GateDisclosure], Future[None]]]") -> None:
        """One commit for all; each caller hears what became of it."""
        disclosures, now = [each for given, _ in batch for each in given], self.clock()
        try:
            with self._watch.weighing(), pipelined_transaction(self.pool, EVERY_SCHOOL) as connection:
                zones = disclosure_store.insert(connection, disclosures, now)
                self._watch.mark(connection, disclosures, zones, now)
                keep_visits(connection, disclosures, zones, now)
        except psycopg.DataError as error:
            if len(batch) == 1:
                batch[0][1].set_exception(error)
                return
            # One of them can't be stored: the others must not suffer for it.
            for one in batch:
                self._write([one])
        except Exception as error:
            logger().error("disclosures_not_recorded", problem=error.__class__.__name__, records=len(batch))
            down = _not_recorded()
            down.__cause__ = error
            for _, done in batch:
                done.set_exception(down)
        else:
            for _, done in batch:
                done.set_result(None)


@dataclass(frozen=True, slots=True)
class OwnGate:
    """The gate of identity's own methods: decides in this process."""

    pool: Pool
    writer: DisclosureWriter

    def decide(
        self, subject: str, permission: str, resources: Sequence[str], *, fresh: bool, at_least_version: int = 0
    ) -> list[GateDecision]:
        """See kit.rpc.gate.Gate; nothing is kept here, so every decision is fresh."""
        del fresh
        kind, _, service = subject.partition("/")
        if kind == "services":
            # Their rights stand in the policy itself, whatever the version of relations.
            allowed = policy.granted_to_service(service, permission)
            return [GateDecision(allowed, "service" if allowed else "")] * len(resources)
        try:
            decisions, version = check(self.pool, subject, [(permission, resource) for resource in resources])
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise DependencyDown("ACCESS_UNDECIDED", "Access can't be decided right now: try again.") from error
        demand(version, at_least_version)
        return [GateDecision(decision.allowed, decision.relation) for decision in decisions]

    def begin_record(self, disclosures: Sequence[GateDisclosure]) -> Callable[[], None]:
        """See kit.rpc.gate.Gate."""
        return self.writer.begin(disclosures)


def demand(version: int, at_least_version: int) -> None:
    """Raises FailedPrecondition when an answer was made at an older version of relations than its caller demands."""
    if version < at_least_version:
        raise not_seen()


def relations_version(pool: Pool) -> int:
    """The present version of all relations."""
    with pipelined_transaction(pool, EVERY_SCHOOL) as connection:
        return store.relations_version(connection)
