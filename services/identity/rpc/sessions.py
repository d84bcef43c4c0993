"""SessionService: log-in, tokens, sessions."""

from datetime import datetime

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from zvonok.identity.v1 import sessions_pb2, sessions_pb2_grpc

from kit import pages
from kit.errors import InvalidArgument
from kit.ids import is_id
from kit.names import parse
from kit.rpc.call import current_call
from kit.service import Resources
from services.identity.actions import clients, sessions

_PAGE, _MOST = 20, 100
_LONGEST_CREDENTIAL = 500


class SessionServicer(sessions_pb2_grpc.SessionServiceServicer):
    """See proto/zvonok/identity/v1/sessions.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def LogIn(self, request: sessions_pb2.LogInRequest, context: grpc.ServicerContext) -> sessions_pb2.LogInResponse:
        """Opens a session."""
        if max(len(request.username), len(request.password)) > _LONGEST_CREDENTIAL:
            raise InvalidArgument("CREDENTIAL_TOO_LONG", f"At most {_LONGEST_CREDENTIAL} characters.")
        done = sessions.log_in(self._pool, request.username, request.password, request.remote_address, request.device)
        return sessions_pb2.LogInResponse(
            session_secret=done.secret,
            person=f"persons/{done.session.person_id}",
            expire_time=_timestamp(done.session.expires_at),
        )

    def IssueToken(
        self, request: sessions_pb2.IssueTokenRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.IssueTokenResponse:
        """A token for a session."""
        token = sessions.issue_token(self._pool, request.session_secret)
        return sessions_pb2.IssueTokenResponse(access_token=token.text, expire_time=_timestamp(token.expires))

    def IssueClientToken(
        self, request: sessions_pb2.IssueClientTokenRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.IssueClientTokenResponse:
        """A token for an integration client."""
        client = parse(request.client, "clients/{client}")["client"]
        if len(request.secret) > _LONGEST_CREDENTIAL:
            raise InvalidArgument("CREDENTIAL_TOO_LONG", f"At most {_LONGEST_CREDENTIAL} characters.")
        token = clients.issue_token(self._pool, client, request.secret)
        return sessions_pb2.IssueClientTokenResponse(access_token=token.text, expire_time=_timestamp(token.expires))

    def LogOut(self, request: sessions_pb2.LogOutRequest, context: grpc.ServicerContext) -> sessions_pb2.LogOutResponse:
        """Ends the session of a secret."""
        sessions.log_out(self._pool, request.session_secret)
        return sessions_pb2.LogOutResponse()

    def ListSessions(
        self, request: sessions_pb2.ListSessionsRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.ListSessionsResponse:
        """The caller's sessions."""
        call = current_call()
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        before = pages.read_id(request.page_token)
        found = sessions.list_sessions(self._pool, call.person_id, before, size + 1)
        return sessions_pb2.ListSessionsResponse(
            sessions=[
                sessions_pb2.Session(
                    session=each.session_id,
                    device=each.device,
                    create_time=_timestamp(each.created_at),
                    last_used_time=_timestamp(each.last_used_at),
                    current=each.session_id == call.session_id,
                )
                for each in found[:size]
            ],
            next_page_token=pages.encode([found[size - 1].session_id]) if len(found) > size else "",
        )

    def EndSession(
        self, request: sessions_pb2.EndSessionRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.EndSessionResponse:
        """Ends one of the caller's sessions."""
        if not is_id(request.session):
            raise InvalidArgument("BAD_SESSION", "session must be one that ListSessions gave.")
        sessions.end_session(self._pool, current_call().person_id, request.session)
        return sessions_pb2.EndSessionResponse()

    def GetSigningKeys(
        self, request: sessions_pb2.GetSigningKeysRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.GetSigningKeysResponse:
        """The public keys."""
        return sessions_pb2.GetSigningKeysResponse(jwk_set_json=sessions.signing_keys(self._pool))


def _timestamp(time: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(time)
    return stamp
