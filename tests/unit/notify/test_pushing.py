"""Which subscriptions of web push are taken."""

import pytest

from services.notify.domain.pushing import find_problem

KEY = "BOg5KfYiBdDDRF12Ri17y3v-POPr8X0nVP2jDjowPVI_DMKU1aQ3OLdPH1iaakvR9_PHq6tNCzJH35v_JUz2crY"
SECRET = "tBHItJI5svbpez7KI4CCXg"


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://db5p.notify.windows.com/w/?token=abc",
        "http://127.0.0.1:8099/mine",
    ],
)
def test_push_services_of_browsers_and_our_own(endpoint: str) -> None:
    assert find_problem(endpoint, KEY, SECRET, ("127.0.0.1:8099",)) is None


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://fcm.googleapis.com@10.0.0.1/",
        "https://fcm.googleapis.com:8443/",
        "https://evilfcm.googleapis.com.example/",
        "https://notfcm.googleapis.com.evil/",
        "https://xpush.apple.com/",
        "http://127.0.0.1:80/mine",
        "file:///etc/passwd",
        "https://fcm.googleapis.com/" + "x" * 2000,
    ],
)
def test_nobody_has_us_call_another_address(endpoint: str) -> None:
    assert find_problem(endpoint, KEY, SECRET, ("127.0.0.1:8099",)) == "UNKNOWN_PUSH_SERVICE"


@pytest.mark.parametrize(("key", "secret"), [("", SECRET), (KEY, ""), (KEY[:-4], SECRET), ("ж", SECRET), (SECRET, KEY)])
def test_keys_that_are_none(key: str, secret: str) -> None:
    assert find_problem("https://fcm.googleapis.com/x", key, secret, ()) == "BAD_PUSH_KEYS"
