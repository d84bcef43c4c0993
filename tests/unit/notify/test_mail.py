"""Signed texts, and letters that came back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.bouncing import failed_status, is_dead
from services.notify.domain.signing import BOUNCE, UNSUBSCRIBE, mark_of_address, read_signed, sign

DSN = """\
From: MAILER-DAEMON@mx.example
To: b-x@bounces.zvonok.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

Your message could not be delivered: Action: failed, Status: 5.9.9
--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; roditel@pochta.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--part--
"""


def dsn(action: str = "failed", status: str = "5.1.1") -> bytes:
    return DSN.format(action=action, status=status).replace("\n", "\r\n").encode()


@given(body=st.binary(max_size=24), at=st.integers(min_value=0), other=st.sampled_from("abcdefgh234567=@ ж"))
def test_what_is_signed_is_read_and_nothing_else(body: bytes, at: int, other: str) -> None:
    token = sign(b"secret", BOUNCE, body)
    assert read_signed(b"secret", BOUNCE, token) == body
    assert read_signed(b"secret", BOUNCE, token.upper()) == body, "mail servers may change the case"
    assert read_signed(b"secret", UNSUBSCRIBE, token) is None
    assert read_signed(b"other", BOUNCE, token) is None
    changed = token[: at % len(token)] + other + token[at % len(token) + 1 :]
    assert changed == token or read_signed(b"secret", BOUNCE, changed) in (None, body)
    assert read_signed(b"secret", BOUNCE, token[:-3]) is None


def test_a_return_path_fits_into_an_address() -> None:
    token = sign(b"secret", BOUNCE, b"i" * 16 + mark_of_address(b"secret", "Roditel@Pochta.example"))
    assert len(f"b-{token}") <= 64
    assert mark_of_address(b"secret", "roditel@pochta.example ") == mark_of_address(b"secret", "Roditel@pochta.example")


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (dsn(), "5.1.1"),
        (dsn(status="5.2.2 (mailbox full)"), "5.2.2"),
        (dsn(status="nonsense"), "5.0.0"),
        (dsn(action="delayed", status="4.4.1"), None),
        (dsn(action="delivered", status="2.0.0"), None),
        (b"Subject: I am on holiday\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n", None),
        (b"\xff\xfe not even a letter", None),
        (b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n", None),
        (b"", None),
    ],
)
def test_only_the_machine_readable_part_says_that_a_letter_failed(raw: bytes, status: str | None) -> None:
    assert failed_status(raw) == status


@pytest.mark.parametrize(
    ("status", "dead"), [("5.1.1", True), ("5.2.1", True), ("5.4.4", True), ("5.2.2", False), ("5.7.1", False)]
)
def test_which_addresses_get_no_more_letters(status: str, dead: bool) -> None:
    assert is_dead(status) is dead
