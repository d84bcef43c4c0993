"""Browsers that show no more notices because a session has ended."""

import grpc
from zvonok.notify.v1.channels_pb2 import RemovePushRequest

from kit.logs import logger
from services.portal.sessions import LogInNeeded, ask, clients


def end_push(session_id: str = "") -> None:
    """For a session of the person's, or the present one. Ending a session does not wait for notify: where it is away
    the operators read of it."""
    try:
        ask(clients().channels.RemovePush, RemovePushRequest(session=session_id))
    except LogInNeeded:
        return
    except grpc.RpcError as error:
        logger().warning("push_not_ended", code=error.code().name)
