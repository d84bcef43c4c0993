"""Forged proofs of who calls, brought to the doors of real services.

Attacks that are tested elsewhere: wrong claims (tests/unit/kit_rpc/test_tokens.py), wrong certificates and unlisted
services (tests/integration/kit_rpc/test_door.py).
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import grpc
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from zvonok.identity.v1 import people_pb2

from kit.rpc.client import with_token
from services.identity.actions.sessions import signing_keys
from tests.access.attacks import (
    FOR_SERVICES,
    looks_at,
)
from tests.access.doors import (
    ANSWERED,
    REFUSED,
    Platform,
)


def part(content: Any) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def by_hand(header: dict[str, Any], claims: dict[str, Any], sign: Callable[[bytes], bytes]) -> str:
    """A token in its outer form, signed however."""
    signed = f"{part(header)}.{part(claims)}"
    return f"{signed}.{urlsafe_b64encode(sign(signed.encode())).decode().rstrip('=')}"


def forgeries(platform: Platform, victim: str, attacker: str) -> dict[str, str]:
    """Tokens for the victim, made from what everybody can have: public keys, own keys, a token of one's own."""
    good = platform.token(attacker)
    head, body, signature = good.split(".")
    known = json.loads(urlsafe_b64decode(head + "=="))
    claims = platform.claims(victim)
    public = signing_keys(platform.town.own.pool)
    [key] = json.loads(public)["keys"]
    imported = ECKey.import_key(key)
    mine = ECKey.generate_key("P-256", {"kid": known["kid"]})
    my_jwk = mine.as_dict(private=False)

    def mac(secret: bytes) -> Callable[[bytes], bytes]:
        return lambda text: hmac.digest(secret, text, "sha256")

    def mine_with(**more: Any) -> str:
        return jwt.encode({"alg": "ES256", **more}, claims, mine, algorithms=["ES256"])

    found = {
        f"signed by nobody ({word})": by_hand({"alg": word, "kid": known["kid"]}, claims, lambda _: b"")
        for word in ("none", "None", "NONE", "nOnE", "")
    }
    secrets = {
        "the key set": public.encode(),
        "the key": json.dumps(key).encode(),
        "the key as PEM": imported.as_pem(private=False),
        "the key as DER": imported.as_der(private=False),
        "its x": key["x"].encode(),
        "nothing": b"",
    }
    for name, secret in secrets.items():
        header = {"alg": "HS256", "kid": known["kid"], "typ": "JWT"}
        found[f"a MAC by {name}"] = by_hand(header, claims, mac(secret))
    found |= {
        "no algorithm": by_hand({"kid": known["kid"]}, claims, lambda _: b"\0" * 64),
        "a list of algorithms": by_hand({"alg": ["ES256", "none"], "kid": known["kid"]}, claims, lambda _: b""),
        "zeros for a signature": by_hand(known, claims, lambda _: b"\0" * 64),
        "no signature": f"{head}.{part(claims)}.",
        "two parts": f"{head}.{part(claims)}",
        "another's signature": f"{head}.{part(claims)}.{signature}",
        "another's claims and signature": f"{part({**known, 'alg': 'none'})}.{body}.{signature}",
        "the own key by the same name": mine_with(kid=known["kid"]),
        "the own key by no name": mine_with(),
        "the own key sent along": mine_with(kid="mine", jwk=my_jwk),
        "the own key sent along by the known name": mine_with(kid=known["kid"], jwk=my_jwk),
        "the own key from an address": mine_with(kid="mine", jku="https://keys.example/jwks.json"),
        "a key from a file": mine_with(kid="../../../../dev/null"),
        "a key from a database": mine_with(kid="' UNION SELECT 'key"),
        "encrypted and unsigned": ".".join([part({"alg": "dir", "enc": "A128GCM"}), "", "AA", part(claims), "AA"]),
        "as JSON": json.dumps({"protected": head, "payload": part(claims), "signature": signature}),
        "two in one": f"{good},{head}.{part(claims)}.{signature}",
    }
    return found


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_no_forged_token_speaks_for_anybody_nor_for_the_service_that_brings_it(platform: Platform) -> None:
    mother, attacker = platform.guardian(), platform.guardian("other_school")
    child = looks_at(platform, "own")
    decision = FOR_SERVICES["AccessService/Check"]
    assert platform.as_person(mother)("PeopleService/GetPupil", child) == ANSWERED
    assert platform.outcome("AccessService/Check", decision) == ANSWERED
    [(before,)] = platform.town.own.run("SELECT count(*) FROM disclosure")
    # In the words that every bad token gets.
    expected = platform.outcome("PeopleService/GetPupil", child, with_token("nonsense"))
    assert expected[:2] == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_INVALID")
    for name, token in forgeries(platform, mother, attacker).items():
        assert platform.outcome("PeopleService/GetPupil", child, with_token(token)) == expected, name
        # A service with a bad token is not the service by itself.
        assert platform.outcome("AccessService/Check", decision, with_token(token)) == expected, name
    for header in ("", "Bearer", "Bearer ", "bearer", "Basic eDp5", f"Token {platform.token(mother)}"):
        answer = platform.outcome("AccessService/Check", decision, (("authorization", header),))
        assert answer[:2] == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_INVALID"), header
    assert platform.town.own.run("SELECT count(*) FROM disclosure") == [(before,)]


def test_headers_that_name_a_person_or_a_service_change_nothing(platform: Platform) -> None:
    mother, attacker = platform.guardian(), platform.guardian("other_school")
    child, token = looks_at(platform, "own"), platform.token(attacker)
    names = (
        "x-person-id", "x-person", "x-user", "x-user-id", "x-subject", "x-remote-user", "x-forwarded-user",
        "x-authenticated-userid", "x-zvonok-person", "zvonok-person", "zvonok-subject", "person_id", "subject", "sub",
        "x-auth-request-user", "x-forwarded-authorization", "proxy-authorization", "cookie", "x-original-authorization",
    )  # fmt: skip
    callers = ("x509_common_name", "x-forwarded-client-cert", "x-caller", "zvonok-caller", "x-service")
    values = (mother, f"persons/{mother}", f"Bearer {platform.token(mother)}", "notify", "services/notify", "CN=notify")
    contacts = people_pb2.BatchGetContactsRequest(persons=[f"persons/{mother}"])
    for name in names + callers:
        headers = [(name, each) for each in values]
        for metadata in ([*headers, *with_token(token)], [*with_token(token), *headers], headers):
            assert platform.outcome("PeopleService/GetPupil", child, metadata) == REFUSED, name
            assert platform.outcome("PeopleService/BatchGetContacts", contacts, metadata) == REFUSED, name
    # Of two tokens one does not lend its right to the other.
    both = [*with_token(token), *with_token(platform.token(mother))]
    assert platform.outcome("PeopleService/GetPupil", child, both) == REFUSED
    forged = [*with_token(f"{token}x"), *with_token(platform.token(mother))]
    assert platform.outcome("PeopleService/GetPupil", child, forged)[0] == grpc.StatusCode.UNAUTHENTICATED
    readers = platform.town.own.run("SELECT DISTINCT reader, refused FROM disclosure")
    assert sorted(readers) == sorted([(f"persons/{attacker}", True), ("services/portal", True)])


def test_a_connection_without_a_right_certificate_gets_no_answer(platform: Platform) -> None:
    mother = with_token(platform.token(platform.guardian()))
    child = looks_at(platform, "own")
    platform.authority.issue_as("expired", "portal", "portal", timedelta(days=-1))
    answer = platform.outcome("PeopleService/GetPupil", child, mother, "expired")
    assert answer[0] == grpc.StatusCode.UNAVAILABLE
    authority = (platform.folder / "ca.crt").read_bytes()
    options = (("grpc.ssl_target_name_override", "identity"),)
    address = platform.addresses["identity"]
    path = "/zvonok.identity.v1.PeopleService/GetPupil"
    for channel in (
        grpc.secure_channel(address, grpc.ssl_channel_credentials(authority), options),
        grpc.insecure_channel(address),
    ):
        with channel, pytest.raises(grpc.RpcError) as error:
            channel.unary_unary(path, bytes, bytes)(child.SerializeToString(), 10, mother)
        assert error.value.code() == grpc.StatusCode.UNAVAILABLE


def test_a_certificate_whose_name_is_not_a_services_is_refused_whatever_else_it_says(platform: Platform) -> None:
    mother = with_token(platform.token(platform.guardian()))
    for number, name in enumerate(("", "Portal", "portal.example", "portal,cli", "*", "services/portal", "identity")):
        platform.authority.issue_as(f"strange{number}", name, "portal", timedelta(days=1))
        answer = platform.outcome("PeopleService/GetPupil", looks_at(platform, "own"), mother, f"strange{number}")
        assert answer == REFUSED, name
