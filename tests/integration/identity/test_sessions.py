"""Logging in, sessions, tokens and the keys that sign them, on real PostgreSQL and behind the real door."""

import json
import threading
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from zvonok.identity.v1 import people_pb2, sessions_pb2

from kit import pages
from kit.errors import InvalidArgument, NotAllowed, RateLimited, Unauthenticated
from kit.ids import new_id
from kit.rpc.client import with_token
from kit.rpc.tokens import AUDIENCE, ISSUER, TokenVerifier
from services.identity.actions.sessions import SESSION_HOURS, TOKEN_SECONDS, signing_keys
from services.identity.rpc.sessions import SessionServicer
from tests.conftest import Pool
from tests.integration.identity.test_people import PASSWORD, Door, Register, call, refused, serving

WRONG = "нет"
TRIES = 10
TRIES_AN_ADDRESS = 100
WINDOW = timedelta(minutes=15)
KEY_OVERLAP = timedelta(minutes=60)


@pytest.fixture
def register(pool: Callable[[str], Pool]) -> Register:
    return Register(pool("identity")).begin()


@pytest.fixture
def door(register: Register, tmp_path: Path) -> Iterator[Door]:
    with serving(register, tmp_path) as one:
        yield one


@pytest.fixture
def sessions(register: Register) -> SessionServicer:
    return SessionServicer(register.resources())


def log_in(
    sessions: SessionServicer, username: str, password: str = PASSWORD, address: str = "10.0.0.1", device: str = ""
) -> sessions_pb2.LogInResponse:
    request = sessions_pb2.LogInRequest(username=username, password=password, remote_address=address, device=device)
    answer: sessions_pb2.LogInResponse = call(sessions.LogIn, request)
    return answer


def issue(sessions: SessionServicer, secret: str) -> sessions_pb2.IssueTokenResponse:
    answer: sessions_pb2.IssueTokenResponse = call(
        sessions.IssueToken, sessions_pb2.IssueTokenRequest(session_secret=secret)
    )
    return answer


def ended(sessions: SessionServicer, secret: str) -> bool:
    try:
        issue(sessions, secret)
    except Unauthenticated as refusal:
        assert refusal.reason == "SESSION_ENDED"
        return True
    return False


def fail(sessions: SessionServicer, username: str, address: str = "10.0.0.1") -> None:
    with pytest.raises(Unauthenticated):
        log_in(sessions, username, WRONG, address)


def limited(sessions: SessionServicer, username: str, password: str = PASSWORD, address: str = "10.0.0.1") -> bool:
    try:
        log_in(sessions, username, password, address)
    except RateLimited as refusal:
        assert refusal.reason == "LOGIN_RATE_LIMITED"
        assert refusal.metadata == {"retry_seconds": str(int(WINDOW.total_seconds()))}
        return True
    except Unauthenticated:
        return False
    return False


def move_failures(register: Register, back: timedelta) -> None:
    register.run("UPDATE login_failure SET failed_at = failed_at - %s", back)


def list_sessions(
    sessions: SessionServicer, person_id: str, session_id: str = "", **page: Any
) -> sessions_pb2.ListSessionsResponse:
    request = sessions_pb2.ListSessionsRequest(**page)
    answer: sessions_pb2.ListSessionsResponse = call(sessions.ListSessions, request, f"persons/{person_id}", session_id)
    return answer


def end_session(sessions: SessionServicer, person_id: str, session_id: str) -> None:
    call(sessions.EndSession, sessions_pb2.EndSessionRequest(session=session_id), f"persons/{person_id}")


def test_the_right_password_opens_a_session_whose_secret_is_stored_nowhere(
    register: Register, sessions: SessionServicer
) -> None:
    anna = register.account("anna")
    before = datetime.now(UTC)
    opened = log_in(sessions, "anna")
    assert opened.person == f"persons/{anna}"
    assert len(opened.session_secret) >= 32
    expires = opened.expire_time.ToDatetime(tzinfo=UTC)
    assert abs(expires - before - timedelta(hours=SESSION_HOURS)) < timedelta(minutes=5)
    [(row,)] = register.run("SELECT row_to_json(session)::text FROM session")
    assert opened.session_secret not in row
    assert opened.session_secret.encode().hex() not in row
    assert not register.run("SELECT FROM login_failure")


@pytest.mark.parametrize("username", ["anna.ivanova", "Anna.Ivanova", "ANNA.IVANOVA"])
def test_a_user_name_is_the_same_in_any_case(register: Register, sessions: SessionServicer, username: str) -> None:
    anna = register.account("anna.ivanova")
    assert log_in(sessions, username).person == f"persons/{anna}"


def test_every_wrong_log_in_is_refused_with_the_same_text_and_reason(register: Register, door: Door) -> None:
    register.account("anna")
    register.account("left", enabled=False)
    register.account("new", password_hash=None)
    register.account("broken", password_hash="no hash at all")
    tries = [("anna", WRONG), ("anna", PASSWORD.lower()), ("nobody", PASSWORD)]
    tries += [(name, PASSWORD) for name in ("left", "new", "broken")]
    requests = [sessions_pb2.LogInRequest(username=name, password=password) for name, password in tries]
    answers = {refused(door.sessions.LogIn, request) for request in requests}
    assert answers == {
        (grpc.StatusCode.UNAUTHENTICATED, "WRONG_CREDENTIALS", "The user name or the password is wrong.")
    }
    assert not register.run("SELECT FROM session")


def test_a_credential_that_is_too_long_or_missing_is_refused_before_any_work(register: Register, door: Door) -> None:
    for request, reason in (
        (sessions_pb2.LogInRequest(username="a" * 501, password="x"), "CREDENTIAL_TOO_LONG"),
        (sessions_pb2.LogInRequest(username="a", password="x" * 100_000), "CREDENTIAL_TOO_LONG"),
        (sessions_pb2.LogInRequest(username="a"), "FIELD_REQUIRED"),
        (sessions_pb2.LogInRequest(password="x"), "FIELD_REQUIRED"),
        (sessions_pb2.LogInRequest(username="a\0", password="x"), "VALUE_NOT_STORABLE"),
    ):
        assert refused(door.sessions.LogIn, request)[:2] == (grpc.StatusCode.INVALID_ARGUMENT, reason)
    assert not register.run("SELECT FROM login_failure")


@pytest.mark.parametrize("username", ["anna", "nobody"])
def test_ten_wrong_tries_of_a_user_name_close_it_for_a_quarter_of_an_hour(
    register: Register, sessions: SessionServicer, username: str
) -> None:
    register.account("anna")
    register.account("boris")
    for number in range(TRIES):
        fail(sessions, username.upper() if number % 2 else username, f"10.0.0.{number}")
    assert limited(sessions, username)
    assert limited(sessions, username.upper(), WRONG, "10.0.1.1")
    assert not limited(sessions, "boris")
    move_failures(register, WINDOW - timedelta(minutes=1))
    assert limited(sessions, username)
    move_failures(register, timedelta(minutes=1))
    assert not limited(sessions, username)


def test_nine_wrong_tries_leave_the_right_password_its_effect(register: Register, sessions: SessionServicer) -> None:
    register.account("anna")
    for _ in range(TRIES - 1):
        fail(sessions, "anna")
    log_in(sessions, "anna")
    log_in(sessions, "anna")


def test_a_hundred_wrong_tries_from_an_address_close_it_for_all_names(
    register: Register, sessions: SessionServicer
) -> None:
    register.account("anna")
    fail(sessions, "nobody")
    copies = "INSERT INTO login_failure (subject_hash) SELECT subject_hash FROM login_failure, generate_series(1, %s)"
    register.run(copies, TRIES_AN_ADDRESS - 2)
    fail(sessions, "somebody")
    assert limited(sessions, "anna")
    assert not limited(sessions, "anna", address="10.0.0.2")
    # Who calls without an address is counted by name alone.
    assert not limited(sessions, "anna", address="")
    move_failures(register, WINDOW)
    assert not limited(sessions, "anna")


def test_wrong_tries_are_forgotten_after_the_window_and_hold_no_name(
    register: Register, sessions: SessionServicer
) -> None:
    fail(sessions, "anna")
    move_failures(register, WINDOW)
    fail(sessions, "boris", "10.0.0.2")
    rows = register.run("SELECT subject_hash FROM login_failure")
    assert len(rows) == 2
    assert all(len(row[0]) == 32 for row in rows)
    assert all(
        failed_at[0] for failed_at in register.run("SELECT failed_at > now() - interval '1 minute' FROM login_failure")
    )


def test_sessions_are_listed_newest_first_and_only_ones_own_living_ones(
    register: Register, sessions: SessionServicer
) -> None:
    anna, _ = register.account("anna"), register.account("boris")
    for device in ("phone", "desk", "old", "left"):
        log_in(sessions, "anna", device=device)
    log_in(sessions, "boris", device="foreign")
    register.run("UPDATE session SET expires_at = now() WHERE device = 'old'")
    register.run("UPDATE session SET ended_at = now() WHERE device = 'left'")
    [(phone,)] = register.run("SELECT session_id FROM session WHERE device = 'phone'")
    answer = list_sessions(sessions, anna, phone)
    assert [(each.device, each.current) for each in answer.sessions] == [("desk", False), ("phone", True)]
    assert answer.sessions[1].session == phone
    assert answer.sessions[0].create_time.ToDatetime() >= answer.sessions[1].create_time.ToDatetime()
    assert not answer.next_page_token


def test_a_list_of_sessions_comes_in_pages(register: Register, sessions: SessionServicer) -> None:
    anna = register.account("anna")
    for device in "abcde":
        log_in(sessions, "anna", device=device)
    found, token = [], ""
    while True:
        answer = list_sessions(sessions, anna, page_size=2, page_token=token)
        found.append("".join(each.device for each in answer.sessions))
        token = answer.next_page_token
        if not token:
            break
    assert found == ["ed", "cb", "a"]
    for wrong in ("!", pages.encode([1]), pages.encode(["2026-10-01", new_id()])):
        with pytest.raises(InvalidArgument) as refusal:
            list_sessions(sessions, anna, page_token=wrong)
        assert refusal.value.reason == "BAD_PAGE_TOKEN"


def test_a_use_of_a_session_is_noted_and_a_devices_long_name_is_cut(
    register: Register, sessions: SessionServicer
) -> None:
    anna = register.account("anna")
    opened = log_in(sessions, "anna", device="я" * 5000)
    register.run(
        "UPDATE session SET last_used_at = now() - interval '2 hours', created_at = now() - interval '3 hours'"
    )
    issue(sessions, opened.session_secret)
    [session] = list_sessions(sessions, anna).sessions
    assert session.device == "я" * 200
    assert session.last_used_time.seconds - session.create_time.seconds > 2 * 3600


def test_a_person_ends_a_session_and_its_secret_gives_no_token_any_more(
    register: Register, sessions: SessionServicer
) -> None:
    anna = register.account("anna")
    lost, kept = log_in(sessions, "anna", device="lost"), log_in(sessions, "anna", device="kept")
    [(session_id,)] = register.run("SELECT session_id FROM session WHERE device = 'lost'")
    end_session(sessions, anna, session_id)
    assert ended(sessions, lost.session_secret)
    assert not ended(sessions, kept.session_secret)
    assert [each.device for each in list_sessions(sessions, anna).sessions] == ["kept"]
    with pytest.raises(NotAllowed):
        end_session(sessions, anna, session_id)


def test_nobody_ends_a_session_of_another(register: Register, sessions: SessionServicer) -> None:
    boris, _ = register.account("boris"), register.account("anna")
    opened = log_in(sessions, "anna")
    [(session_id,)] = register.run("SELECT session_id FROM session")
    for strange in (session_id, new_id()):
        with pytest.raises(NotAllowed):
            end_session(sessions, boris, strange)
    for malformed in ("1", session_id.upper() + " ", "persons/1"):
        with pytest.raises(InvalidArgument):
            end_session(sessions, boris, malformed)
    assert not ended(sessions, opened.session_secret)


def test_logging_out_ends_the_session_and_may_be_repeated(register: Register, sessions: SessionServicer) -> None:
    register.account("anna")
    opened = log_in(sessions, "anna")
    for secret in (opened.session_secret, opened.session_secret, "never given out"):
        call(sessions.LogOut, sessions_pb2.LogOutRequest(session_secret=secret))
    assert ended(sessions, opened.session_secret)
    assert ended(sessions, "never given out")


def test_a_session_ends_with_its_time(register: Register, sessions: SessionServicer) -> None:
    register.account("anna")
    opened = log_in(sessions, "anna")
    register.run("UPDATE session SET expires_at = now()")
    assert ended(sessions, opened.session_secret)


def test_an_account_that_is_disabled_ends_its_sessions_and_opens_no_new_one(
    register: Register, sessions: SessionServicer
) -> None:
    anna = register.account("anna")
    opened = log_in(sessions, "anna")
    register.run("UPDATE account SET enabled = false WHERE person_id = %s", anna)
    assert ended(sessions, opened.session_secret)
    with pytest.raises(Unauthenticated) as refusal:
        log_in(sessions, "anna")
    assert refusal.value.reason == "WRONG_CREDENTIALS"


def verifier(register: Register) -> TokenVerifier:
    """One of a process that starts now: it has seen no token and loads the keys anew."""
    return TokenVerifier(lambda: signing_keys(register.pool))


def kids(register: Register) -> list[str]:
    return [key["kid"] for key in json.loads(signing_keys(register.pool))["keys"]]


def test_a_token_tells_person_and_session_and_lives_five_minutes(register: Register, sessions: SessionServicer) -> None:
    anna = register.account("anna")
    opened = log_in(sessions, "anna")
    before = time.time()
    token = issue(sessions, opened.session_secret)
    bearer = verifier(register).verify(token.access_token)
    [(session_id,)] = register.run("SELECT session_id FROM session")
    assert (bearer.subject, bearer.session_id) == (f"persons/{anna}", session_id)
    assert bearer.expires == token.expire_time.seconds
    assert abs(bearer.expires - before - TOKEN_SECONDS) < 60


def test_a_token_does_not_outlive_its_session(register: Register, sessions: SessionServicer) -> None:
    register.account("anna")
    opened = log_in(sessions, "anna")
    [(end,)] = register.run("UPDATE session SET expires_at = now() + interval '100 seconds' RETURNING expires_at")
    token = issue(sessions, opened.session_secret)
    assert token.expire_time.seconds == int(end.timestamp())
    assert verifier(register).verify(token.access_token).expires == int(end.timestamp())


def forged(register: Register, signer: ECKey | None = None, **changes: Any) -> tuple[tuple[str, str], ...]:
    """A token with other claims, signed with identity's own key unless another is given."""
    signing_keys(register.pool)
    [(text,)] = register.run("SELECT private_jwk FROM signing_key")
    own = ECKey.import_key(json.loads(text))
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": new_id(), "sid": new_id(), "exp": int(time.time()) + 60, **changes}
    header = {"alg": "ES256", "kid": own.kid}
    return with_token(jwt.encode(header, claims, signer or own, algorithms=["ES256"]))


def test_the_door_takes_a_living_token_and_refuses_an_expired_or_a_strange_one(register: Register, door: Door) -> None:
    anna = register.account("anna")
    ask, nothing = door.sessions.ListSessions, sessions_pb2.ListSessionsRequest()
    assert len(ask(nothing, metadata=door.token("anna")).sessions) == 1
    assert len(ask(nothing, metadata=forged(register, sub=anna)).sessions) == 1
    invalid = (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_INVALID")
    for metadata in (
        forged(register, sub=anna, exp=int(time.time()) - 1),
        forged(register, sub=anna, aud="elsewhere"),
        forged(register, ECKey.generate_key("P-256"), sub=anna),
        with_token("nonsense"),
        (("authorization", "Basic YW5uYTp4"),),
    ):
        assert refused(ask, nothing, metadata)[:2] == invalid
    assert refused(ask, nothing)[:2] == (grpc.StatusCode.UNAUTHENTICATED, "PERSON_NEEDED")


def test_a_session_that_ended_gives_no_token_at_the_door_either(register: Register, door: Door) -> None:
    register.account("anna")
    opened = door.sessions.LogIn(sessions_pb2.LogInRequest(username="anna", password=PASSWORD))
    request = sessions_pb2.IssueTokenRequest(session_secret=opened.session_secret)
    token = with_token(door.sessions.IssueToken(request).access_token)
    [session] = door.sessions.ListSessions(sessions_pb2.ListSessionsRequest(), metadata=token).sessions
    assert session.current
    door.sessions.EndSession(sessions_pb2.EndSessionRequest(session=session.session), metadata=token)
    code, reason, text = refused(door.sessions.IssueToken, request)
    assert (code, reason) == (grpc.StatusCode.UNAUTHENTICATED, "SESSION_ENDED")
    assert opened.session_secret not in text
    # The token itself is good to its end: it lives five minutes at most.
    assert door.people.GetMe(people_pb2.GetMeRequest(), metadata=token).person.given_name == "Анна"


def test_keys_are_given_out_without_their_private_part(register: Register) -> None:
    [key] = json.loads(signing_keys(register.pool))["keys"]
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("EC", "P-256", "ES256", "sig")
    assert "d" not in key
    assert kids(register) == [key["kid"]]


def test_a_new_key_signs_a_day_before_the_old_one_retires_and_both_are_good(
    register: Register, sessions: SessionServicer
) -> None:
    register.account("anna")
    secret = log_in(sessions, "anna").session_secret
    old_token = issue(sessions, secret).access_token
    [old] = kids(register)
    register.run(
        "UPDATE signing_key SET retire_at = now() + interval '25 hours', created_at = now() - interval '29 days'"
    )
    assert kids(register) == [old]
    register.run("UPDATE signing_key SET retire_at = now() + interval '23 hours'")
    new_token = issue(sessions, secret).access_token
    new, still = kids(register)
    assert still == old
    assert new != old
    assert _kid(new_token) == new
    for token in (old_token, new_token):
        verifier(register).verify(token)


def test_an_old_key_verifies_for_an_hour_after_it_retired_and_then_no_more(
    register: Register, sessions: SessionServicer
) -> None:
    register.account("anna")
    secret = log_in(sessions, "anna").session_secret
    old_token = issue(sessions, secret).access_token
    [old] = kids(register)
    retire = "UPDATE signing_key SET retire_at = now() - %s, created_at = now() - interval '30 days' WHERE kid = %s"
    register.run(retire, KEY_OVERLAP - timedelta(minutes=1), old)
    assert _kid(issue(sessions, secret).access_token) != old
    verifier(register).verify(old_token)
    register.run(retire, KEY_OVERLAP, old)
    assert old not in kids(register)
    with pytest.raises(Unauthenticated):
        verifier(register).verify(old_token)
    verifier(register).verify(issue(sessions, secret).access_token)


def test_processes_that_find_no_key_at_once_make_one(register: Register) -> None:
    together = threading.Barrier(4)

    def ask(_number: int) -> str:
        together.wait(20)
        return signing_keys(register.pool)

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(ask, range(4)))) == 1
    assert register.run("SELECT count(*) FROM signing_key") == [(1,)]


def _kid(token: str) -> str:
    """The key that a token names in its header."""
    head = token.partition(".")[0]
    return str(json.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"])
