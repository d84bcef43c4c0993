"""Messages of class teachers to families."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection

from kit.database import EVERY_SCHOOL, transaction
from kit.errors import FailedPrecondition, InvalidArgument, NotAllowed
from kit.ids import new_id
from services.notify.actions.noticing import notice_changes
from services.notify.actions.sending import Pool
from services.notify.domain.messages import KEPT_DAYS, MOST_A_DAY, text_problem
from services.notify.domain.settings import SchoolSettings
from services.notify.domain.telling import NO_LINE_ITEM
from services.notify.store import messages as store
from services.notify.store import notices, occasions


def send_message(
    connection: Connection[Any],
    school_id: str,
    class_id: str,
    message: store.Message,
    pupil_ids: Sequence[str],
    platform: SchoolSettings,
) -> int:
    """Sends a message to the families of these pupils of the class (none: of all); of how many pupils.

    Raises InvalidArgument for a text or pupil that there can't be, FailedPrecondition while the class is not known or
    has nobody in it, and after too many messages a day.
    """
    problem = text_problem(message.text)
    if problem:
        raise InvalidArgument(*problem, metadata={"field": "text"})
    of_class, today = store.pupils_today(connection, school_id, class_id), occasions.today_at(connection, school_id)
    if of_class is None or today is None:
        raise FailedPrecondition("CLASS_NOT_KNOWN_YET", "The class's own event has not come yet: try again.")
    wanted = sorted(set(pupil_ids)) or of_class
    if not set(wanted) <= set(of_class):
        raise InvalidArgument("NOT_IN_CLASS", "A message goes to pupils of the class.", metadata={"field": "pupils"})
    if not wanted:
        raise FailedPrecondition("NO_PUPILS", "Nobody is in the class today.")
    if store.count_today(connection, school_id, class_id) >= MOST_A_DAY:
        raise FailedPrecondition("TOO_MANY_MESSAGES", f"A class is sent at most {MOST_A_DAY} messages a day.")
    store.add_message(connection, school_id, class_id, message)
    occasion = notices.Occasion(school_id, message.message_id, today, 0, "")
    changes = [notices.CellChange(pupil, NO_LINE_ITEM, "message", "", "message", 1) for pupil in wanted]
    notice_changes(connection, occasion, changes, platform)
    return len(wanted)


def new_message(sender_id: str, text: str, *, confirm: bool) -> store.Message:
    """A message that is to be sent."""
    return store.Message(new_id(), text.strip(), confirm, sender_id, datetime.now(UTC), 0, 0, 0)


def list_messages(
    pool: Pool, school_id: str, class_id: str, before: tuple[datetime, str] | None, most: int
) -> list[store.Message]:
    """The class's messages, newest first."""
    with transaction(pool, school_id) as connection:
        return store.list_messages(connection, school_id, class_id, before, most)


def read_report(
    pool: Pool, school_id: str, class_id: str, message_id: str
) -> tuple[store.Message, list[store.Reading]]:
    """A message and who has read it. Raises NotAllowed where the class has no such message."""
    with transaction(pool, school_id) as connection:
        message = store.find_message(connection, school_id, class_id, message_id)
        if message is None:
            raise NotAllowed
        return message, store.readings(connection, school_id, message_id)


def confirm_message(connection: Connection[Any], person_id: str, notice_id: str) -> None:
    """The person has read a message. Raises NotAllowed where none was sent to them."""
    if not store.confirm(connection, person_id, notice_id):
        raise NotAllowed
    notices.ring(connection, person_id)


def forget_texts(pool: Pool) -> int:
    """Empties the texts of old messages; how many."""
    with transaction(pool, EVERY_SCHOOL) as connection:
        return store.forget_texts(connection, KEPT_DAYS)
