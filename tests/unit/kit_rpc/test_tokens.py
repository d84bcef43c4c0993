import json
import time

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from kit.errors import Unauthenticated
from kit.rpc.tokens import AUDIENCE, ISSUER, TokenVerifier


def key(kid: str) -> ECKey:
    return ECKey.generate_key("P-256", {"kid": kid})


def token(signer: ECKey, **changes: object) -> str:
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "person-1", "sid": "session-1", "exp": int(time.time()) + 60}
    claims.update(changes)
    header = {"alg": "ES256", "kid": signer.kid}
    return jwt.encode(header, {k: v for k, v in claims.items() if v is not None}, signer, algorithms=["ES256"])


def verifier(*keys: ECKey) -> TokenVerifier:
    return TokenVerifier(lambda: json.dumps(KeySet(list(keys)).as_dict(private=False)))


def test_a_good_token_tells_who_and_which_session() -> None:
    signer = key("k1")
    bearer = verifier(signer).verify(token(signer))
    assert (bearer.subject, bearer.session_id) == ("persons/person-1", "session-1")


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": int(time.time()) - 1},
        {"iss": "elsewhere"},
        {"aud": "other"},
        {"sub": None},
        {"sid": None},
        {"exp": None},
    ],
    ids=["expired", "other issuer", "other audience", "no subject", "no session", "no end"],
)
def test_wrong_claims_are_refused(changes: dict[str, object]) -> None:
    signer = key("k1")
    with pytest.raises(Unauthenticated):
        verifier(signer).verify(token(signer, **changes))


def test_a_token_of_a_foreign_key_is_refused() -> None:
    with pytest.raises(Unauthenticated):
        verifier(key("k1")).verify(token(key("k1")))


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_an_unsigned_token_is_refused() -> None:
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "p", "sid": "s", "exp": int(time.time()) + 60}
    unsigned = jwt.encode({"alg": "none"}, claims, key("k1"), algorithms=["none"])
    with pytest.raises(Unauthenticated):
        verifier(key("k1")).verify(unsigned)


@pytest.mark.parametrize("text", ["", "a", "a.b.c", "ы" * 20])
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(Unauthenticated):
        verifier(key("k1")).verify(text)


def test_a_seen_token_ends_with_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    signer = key("k1")
    check = verifier(signer)
    one = token(signer)
    check.verify(one)
    monkeypatch.setattr(time, "time", lambda: 4_000_000_000.0)
    with pytest.raises(Unauthenticated):
        check.verify(one)
