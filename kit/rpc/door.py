"""The one door of every service: each call passes here, in this order, and on the way out once more.

who calls (certificate, token) → required fields → access (identity's decision) → handler → disclosure record → answer.
An error on the way becomes a status with a reason; a method that has no access rule is refused.
"""

import contextvars
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import Any

import grpc
import psycopg
from google.protobuf.message import Message
from opentelemetry.metrics import Histogram
from psycopg_pool import PoolTimeout

from kit.errors import DependencyDown, InvalidArgument, NotAllowed, ServiceError, Unauthenticated
from kit.logs import logger
from kit.rpc.call import Call, answering
from kit.rpc.callers import caller_of
from kit.rpc.data_subjects import data_subjects
from kit.rpc.errors import abort, abort_fault
from kit.rpc.gate import Gate, GateDisclosure
from kit.rpc.rules import Rule
from kit.rpc.tokens import TokenVerifier
from kit.telemetry import duration_histogram, trace_id

# Health and reflection tell nothing about people; kubelets and consoles ask them with a certificate alone.
_BUILT_IN = ("/grpc.health.v1.Health/", "/grpc.reflection.v1alpha.ServerReflection/")
_MOST_RESOURCES = 200
# Metadata of a call: decisions on it must have seen this version of relations.
RELATIONS_VERSION = "zvonok-relations-version"
# Digits of a number that is 63 bits long for certain.
_LONGEST_VERSION = 18

Behaviour = Callable[[Any, grpc.ServicerContext], Any]


@dataclass(frozen=True, slots=True)
class Door(grpc.ServerInterceptor):  # type: ignore[type-arg]
    """Guards all methods of one service."""

    rules: Mapping[str, Rule]
    gate: Gate
    tokens: TokenVerifier
    callers: frozenset[str]

    def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Any],
        details: grpc.HandlerCallDetails,
    ) -> Any:
        """Wraps the handler of one call (grpc.ServerInterceptor)."""
        handler = continuation(details)
        method: str = details.method
        if handler is None or method.startswith(_BUILT_IN):
            return handler
        if handler.response_streaming:
            behaviour = handler.stream_stream if handler.request_streaming else handler.unary_stream
            wrap = (
                grpc.stream_stream_rpc_method_handler
                if handler.request_streaming
                else grpc.unary_stream_rpc_method_handler
            )
            answer = self._streaming(method, behaviour, single_request=not handler.request_streaming)
        else:
            behaviour = handler.stream_unary if handler.request_streaming else handler.unary_unary
            wrap = (
                grpc.stream_unary_rpc_method_handler
                if handler.request_streaming
                else grpc.unary_unary_rpc_method_handler
            )
            answer = self._unary(method, behaviour, single_request=not handler.request_streaming)
        return wrap(answer, handler.request_deserializer, handler.response_serializer)

    def _unary(self, method: str, behaviour: Behaviour, *, single_request: bool) -> Behaviour:
        def answer(request: Any, context: grpc.ServicerContext) -> Message:
            with _Finish(method, context) as finish:
                message, request = (request, request) if single_request else self._first(method, request)
                call, record = self._enter(method, message, context)
                with answering(call):
                    response: Message = behaviour(request, context)
                record.end(response)
                finish.code = "OK"
                return response
            raise AssertionError("every error has ended the call")

        return answer

    def _streaming(self, method: str, behaviour: Behaviour, *, single_request: bool) -> Behaviour:
        def answer(request: Any, context: grpc.ServicerContext) -> Iterator[Message]:
            with _Finish(method, context) as finish:
                message, request = (request, request) if single_request else self._first(method, request)
                call, record = self._enter(method, message, context)
                with answering(call):
                    for response in behaviour(request, context):
                        record.end(response)
                        yield response
                finish.code = "OK"

        return answer

    def _first(self, method: str, requests: Iterator[Message]) -> tuple[Message | None, Iterator[Message]]:
        """The message of a stream that names the thing: its first one; and the whole stream. None where the rule
        names no thing. Raises InvalidArgument for a stream without messages."""
        rule = self.rules.get(method)
        if rule is None or not rule.resource_field:
            return None, requests
        first = next(requests, None)
        if first is None:
            raise InvalidArgument("FIRST_PART_NEEDED", "The stream ended before its first part.")
        return first, chain((first,), requests)

    def _enter(self, method: str, request: Message | None, context: grpc.ServicerContext) -> "tuple[Call, _Record]":
        rule = self.rules.get(method)
        if rule is None:
            logger().error("unruled_method_refused", method=method)
            raise NotAllowed
        caller = caller_of(context)
        if caller not in self.callers:
            logger().warning("caller_not_listed", caller=caller, method=method)
            raise NotAllowed
        subject, session_id = self._who(caller, context)
        if request is not None:
            _check_required(rule, request)
        relation = self._decide(rule, method, subject, request, _wanted_version(context))
        record = _Record(self.gate, rule, subject, relation, method, request)
        return Call(subject, session_id, caller, method, relation, trace_id(), record.begin), record

    def _who(self, caller: str, context: grpc.ServicerContext) -> tuple[str, str]:
        for key, value in context.invocation_metadata():
            if key == "authorization":
                scheme, _, token = str(value).partition(" ")
                if scheme.lower() != "bearer" or not token:
                    raise Unauthenticated("TOKEN_INVALID", "The authorization metadata must be 'Bearer' and a token.")
                bearer = self.tokens.verify(token)
                return bearer.subject, bearer.session_id
        return f"services/{caller}", ""

    def _decide(self, rule: Rule, method: str, subject: str, request: Message | None, version: int) -> str:
        if rule.public:
            return "public"
        if rule.own:
            if not subject.startswith("persons/"):
                raise Unauthenticated("PERSON_NEEDED", "This method needs a signed-in person.")
            return "own"
        resources = _resources(rule, request)
        decisions = self.gate.decide(subject, rule.permission, resources, fresh=rule.fresh, at_least_version=version)
        if resources and all(decision.allowed for decision in decisions):
            return decisions[0].relation
        tried = data_subjects(request) if rule.discloses and request is not None else set()
        if tried:
            self.gate.begin_record(_disclosures(subject, "", method, rule.discloses, tried, refused=True))()
        raise NotAllowed


def _wanted_version(context: grpc.ServicerContext) -> int:
    """The version of relations that the caller demands to be seen: what a change of rights gave him; 0: any."""
    for key, value in context.invocation_metadata():
        if key == RELATIONS_VERSION:
            text = str(value)
            if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_VERSION):
                raise InvalidArgument("BAD_RELATIONS_VERSION", f"The metadata {RELATIONS_VERSION} must be a number.")
            return int(text)
    return 0


def _check_required(rule: Rule, request: Message) -> None:
    for name in rule.required_fields:
        field = request.DESCRIPTOR.fields_by_name[name]
        single_message = field.message_type is not None and not field.is_repeated
        # An unset message is true in Python all the same.
        if not (request.HasField(name) if single_message else getattr(request, name)):
            raise InvalidArgument("FIELD_REQUIRED", f"The field {name} is required.", metadata={"field": name})


def _resources(rule: Rule, request: Message | None) -> list[str]:
    if not rule.resource_field:
        return [""]
    value = getattr(request, rule.resource_field)
    resources = [value] if isinstance(value, str) else list(value)
    if len(resources) > _MOST_RESOURCES:
        raise InvalidArgument("TOO_MANY_RESOURCES", f"At most {_MOST_RESOURCES} in {rule.resource_field} at once.")
    return resources


def _disclosures(
    reader: str, relation: str, method: str, kind: str, subjects: set[str], *, refused: bool
) -> list[GateDisclosure]:
    by_school: dict[str, list[str]] = {}
    for subject in sorted(subjects):
        parts = subject.split("/")
        school = parts[1] if parts[0] == "schools" and len(parts) > 1 else ""
        by_school.setdefault(school, []).append(parts[-1])
    return [
        GateDisclosure(reader, tuple(ids), school, kind, relation, method, trace_id(), refused)
        for school, ids in by_school.items()
    ]


@dataclass(slots=True)
class _Record:
    """The record of what one call discloses: made before the answer leaves, begun before it is whole where the handler
    knows whom it will show (`Call.will_show`)."""

    gate: Gate
    rule: Rule
    subject: str
    relation: str
    method: str
    request: Message | None
    _begun: set[str] = field(default_factory=set)
    _waits: list[Callable[[], None]] = field(default_factory=list)

    def begin(self, shown: Message) -> None:
        """Begins to record whom this message shows, and whom the request names where the method discloses."""
        found = data_subjects(shown)
        if self.rule.discloses and self.request is not None:
            found |= data_subjects(self.request)
        found -= self._begun
        if found:
            self._begun |= found
            kind = self.rule.discloses or "own"
            disclosures = _disclosures(self.subject, self.relation, self.method, kind, found, refused=False)
            self._waits.append(self.gate.begin_record(disclosures))

    def end(self, answer: Message) -> None:
        """Returns when all whom the answer, or this part of it, shows are on record. Raises DependencyDown."""
        self.begin(answer)
        for wait in self._waits:
            wait()
        # The next part of a stream is a disclosure of its own.
        self._begun.clear()
        self._waits.clear()


class _Finish:
    """Ends a call: turns an error into a status; counts and logs the call, once its answer has gone."""

    _duration: Histogram | None = None

    def __init__(self, method: str, context: grpc.ServicerContext) -> None:
        self._method = method
        self._context = context
        self._began = time.perf_counter()
        self.code = "CANCELLED"

    def __enter__(self) -> "_Finish":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        reason = ""
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError | PoolTimeout):
            # The database is away or has thrown the work back: nothing was saved, and a repeat is right.
            logger().warning("database_away", method=self._method, problem=error.__class__.__name__)
            error = DependencyDown("DATABASE_AWAY", "The service can't reach its data right now: try again.")
        if isinstance(error, psycopg.DataError):
            # A character or number that no column takes, where no rule of the service has caught it.
            logger().warning("value_not_storable", method=self._method, problem=error.__class__.__name__)
            error = InvalidArgument("VALUE_NOT_STORABLE", "A field holds a character or a number that can't be stored.")
        if isinstance(error, ServiceError):
            self.code, reason = error.code.name, error.reason
        elif isinstance(error, Exception):
            self.code = "INTERNAL"
            logger().error("call_failed", method=self._method, exc_info=error)
        seconds = time.perf_counter() - self._began
        # In the span of the call, which is over when the callback comes; None of the call's time is spent on it.
        told = partial(contextvars.copy_context().run, self._tell, seconds, reason)
        if not self._context.add_callback(told):
            told()
        if isinstance(error, ServiceError):
            abort(self._context, error)
        if isinstance(error, Exception):
            abort_fault(self._context, trace_id())

    def _tell(self, seconds: float, reason: str) -> None:
        _duration().record(seconds, {"rpc.method": self._method, "rpc.grpc.status": self.code})
        logger().info("call", method=self._method, code=self.code, reason=reason, ms=round(seconds * 1000, 1))


def _duration() -> Histogram:
    if _Finish._duration is None:
        _Finish._duration = duration_histogram("rpc.server.call.duration", "how long calls took, by method and status")
    return _Finish._duration
