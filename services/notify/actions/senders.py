"""As whom a school writes to its families."""

import re
from dataclasses import replace
from typing import Any

from psycopg import Connection

from kit.errors import Conflict, InvalidArgument
from services.notify.store import mail
from services.notify.store.mail import Sender

_MOST_TITLE = 70
_ADDRESS = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+", re.ASCII)


def set_sender(connection: Connection[Any], school_id: str, sender: Sender) -> Sender:
    """Lays it down over the version that was seen.

    Raises InvalidArgument for a title or an address that no letter can carry, Conflict when it was changed meanwhile.
    """
    title, reply_to = " ".join(sender.title.split()), sender.reply_to.strip()
    if len(title) > _MOST_TITLE or not title.isprintable():
        raise InvalidArgument("BAD_TITLE", "A title has at most 70 letters.", metadata={"field": "title"})
    if reply_to and not _ADDRESS.fullmatch(reply_to):
        raise InvalidArgument("BAD_REPLY_TO", "reply_to must be an e-mail address.", metadata={"field": "reply_to"})
    wanted = replace(sender, title=title, reply_to=reply_to, version=sender.version + 1)
    if not mail.put_sender(connection, school_id, wanted):
        present = mail.sender_of(connection, school_id).version
        raise Conflict(
            "VERSION_CONFLICT", "The sender was changed since it was seen.", metadata={"version": str(present)}
        )
    return wanted
