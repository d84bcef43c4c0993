"""Tokens that identity's own key has signed, and that yet speak for nobody: over, of others, for others, of no form."""

import json
import time
from typing import Any

import grpc
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from kit.rpc.client import with_token
from tests.access.attacks import FOR_SERVICES, looks_at, requests
from tests.access.doors import ANSWERED, REFUSED, Platform

DROP = object()
BAD: dict[str, dict[str, Any]] = {
    "over for an hour": {"exp": lambda now: now - 3600},
    "over for a minute": {"exp": lambda now: now - 61},
    "without an end": {"exp": DROP},
    "with an end in words": {"exp": "tomorrow"},
    "not begun": {"nbf": lambda now: now + 600},
    "of another issuer": {"iss": "https://identity.example"},
    "of no issuer": {"iss": DROP},
    "for another audience": {"aud": "mail"},
    "for no audience": {"aud": DROP},
    "for nobody": {"sub": DROP},
    "of no session": {"sid": DROP},
}


def signed(platform: Platform, person: str, changes: dict[str, Any]) -> str:
    """A token whose signature is right."""
    platform.token(person)
    [(text,)] = platform.town.own.run("SELECT private_jwk FROM signing_key")
    key, claims, now = ECKey.import_key(json.loads(text)), platform.claims(person), int(time.time())
    for name, change in changes.items():
        claims[name] = change(now) if callable(change) else change
        if change is DROP:
            del claims[name]
    return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key, algorithms=["ES256"])


def test_a_token_with_a_wrong_claim_speaks_for_nobody_in_any_service(platform: Platform) -> None:
    platform.serve_gradebook_and_reports()
    mother, names = platform.guardian(), platform.names("own")
    diary = requests(names)["GradebookService/GetDiary"]
    assert platform.outcome("GradebookService/GetDiary", diary, with_token(signed(platform, mother, {}))) == ANSWERED
    for name, changes in BAD.items():
        token = with_token(signed(platform, mother, changes))
        for method, request in (
            ("PeopleService/GetPupil", looks_at(platform, "own")),
            ("GradebookService/GetDiary", diary),
            # Nor is it taken for the service that has brought it.
            ("AccessService/Check", FOR_SERVICES["AccessService/Check"]),
        ):
            answer = platform.outcome(method, request, token)
            assert answer[:2] == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_INVALID"), (name, method, answer)


@pytest.mark.parametrize(
    "subject", ["services/cli", "cli", "persons/{mother}", "{mother}/", "../persons/{mother}", "clients/{mother}", "",
                "{MOTHER}", "{mother}\n", "clients/", "clients/01890a5d-ac96-774b-bcce-b302099a8057", "*"],
)  # fmt: skip
def test_a_subject_of_another_form_has_no_rights_of_persons_or_services(platform: Platform, subject: str) -> None:
    """Should identity ever sign one: nothing is read out of it but a person or a client."""
    mother = platform.guardian()
    named = subject.format(mother=mother, MOTHER=mother.upper())
    token = with_token(signed(platform, mother, {"sub": named}))
    child = looks_at(platform, "own")
    refused = {REFUSED[:2], (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_INVALID")}
    assert platform.outcome("PeopleService/GetPupil", child, token)[:2] in refused
    for method in ("AccessService/Check", "PeopleService/BatchGetContacts"):
        assert platform.outcome(method, FOR_SERVICES[method], token)[:2] in refused
