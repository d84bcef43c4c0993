"""The sink as a gateway: it keeps what it gets, and refuses whom it is told to refuse."""

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from deploy.local.http_pages import answer
from deploy.local.mail_sink import Mailbox, pages

PERSON, OTHER = "persons/1", "persons/2"


def test_whom_a_gateway_is_told_to_refuse_gets_nothing_until_it_ends(tmp_path: Path) -> None:
    found = pages(Mailbox(tmp_path / "mail.sqlite"))

    def ask(method: str, path: str, told: Any = None) -> HTTPStatus:
        return answer(found, method, path, {"host": "localhost"}, json.dumps(told).encode()).status

    def tell(person: str) -> HTTPStatus:
        return ask("POST", "/messenger", {"recipient": person, "text": "Новые отметки", "url": "http://x/notices"})

    assert ask("POST", "/refusals", {"to": PERSON, "status": 404}) == HTTPStatus.NO_CONTENT
    assert (tell(PERSON), tell(OTHER)) == (HTTPStatus.NOT_FOUND, HTTPStatus.ACCEPTED)
    assert ask("POST", "/sms", {"to": "+70001234567", "text": "Новые отметки"}) == HTTPStatus.ACCEPTED
    assert ask("DELETE", "/refusals") == HTTPStatus.NO_CONTENT
    assert tell(PERSON) == HTTPStatus.ACCEPTED
    kept = json.loads(answer(found, "GET", "/messages", {"host": "localhost"}, b"").body)["messages"]
    assert [(one["from"], one["to"]) for one in kept] == [
        ("messenger", [PERSON]),
        ("sms", ["+70001234567"]),
        ("messenger", [OTHER]),
    ]


def test_a_mailbox_keeps_so_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.local.mail_sink._TRIM_EVERY", 1)
    box = Mailbox(tmp_path / "mail.sqlite", kept=2)
    for number in range(3):
        box.add("sms", [f"+7000000000{number}"], b"Subject: SMS\n\ntext")
    assert [one["to"] for one in box.page("", "", 10)[0]] == [["+70000000002"], ["+70000000001"]]
