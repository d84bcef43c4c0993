"""Letters that came back: what was told by them was not, and goes by the channel in reserve."""

from uuid import UUID

from kit.database import EVERY_SCHOOL, transaction
from services.notify.actions.falling_back import fall_back, fall_back_together
from services.notify.actions.sending import Desk
from services.notify.store import mail, notices, routing

BOUNCED = "BOUNCED"
_ID_BYTES = 16


def record_bounce(desk: Desk, body: bytes, status: str) -> None:
    """Records that the letter of a signed return path came back; a second report of it changes nothing.

    `body`: the parcel's id and the mark of the address.
    """
    parcel_id, address = str(UUID(bytes=body[:_ID_BYTES])), body[_ID_BYTES:]
    with transaction(desk.pool, EVERY_SCHOOL) as connection:
        told = mail.take_back(connection, parcel_id, BOUNCED)
        if not told:
            return
        mail.put_bounce(connection, parcel_id, told[0][1], address, status)
        found = [notice for each, _ in told if (notice := notices.lock_notice(connection, each)) is not None]
        if [notice.notice_id for notice in found] == [parcel_id]:
            fall_back(connection, desk, found[0])
        else:
            moment, _ = routing.school_clock(connection, found[0].school_id)
            fall_back_together(connection, desk, found, moment)
