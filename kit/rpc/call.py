"""The call in hand: who calls, by which right."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from google.protobuf.message import Message

from kit.errors import Unauthenticated


def _nobody_waits(_shown: Message) -> None:
    """Outside the door nothing is recorded."""


@dataclass(frozen=True, slots=True)
class Call:
    """What is known of a call once it has passed the door (`kit.rpc.door`)."""

    # "persons/{person}", "clients/{client}" or "services/{service}".
    subject: str
    # Of the person's log-in; empty when a service calls for itself.
    session_id: str
    # The service whose certificate the connection showed.
    caller_service: str
    # "/zvonok.gradebook.v1.GradebookService/RecordLesson"
    method: str
    # The relation that granted the access ("subject_teacher" …); "public" or "own" by those rules.
    relation: str
    trace_id: str
    # For a handler that knows whom its answer will show before it is done: the record is made meanwhile. Takes a
    # message that shows them, a part of the answer perhaps. What is recorded does not hang on it: the door looks at
    # the whole answer.
    will_show: Callable[[Message], None] = _nobody_waits

    @property
    def person_id(self) -> str:
        """The calling person's id. Raises Unauthenticated when a service or a client calls for itself."""
        kind, _, person_id = self.subject.partition("/")
        if kind != "persons":
            raise Unauthenticated("PERSON_NEEDED", "This method needs a signed-in person.")
        return person_id


_current: ContextVar[Call] = ContextVar("zvonok_call")


def current_call() -> Call:
    """The call that this thread answers. Raises LookupError outside a call."""
    return _current.get()


@contextmanager
def answering(call: Call) -> Iterator[None]:
    """Makes `call` the current one."""
    token = _current.set(call)
    try:
        yield
    finally:
        _current.reset(token)
