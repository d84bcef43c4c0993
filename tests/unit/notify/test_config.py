"""Settings that are wrong are named, with what to do."""

from pathlib import Path

import pytest

from kit.config import ConfigError
from services.notify.config import read_notify_config

NEEDED = {
    "SMTP_URL": "smtp://post.example:25",
    "ZVONOK_PUBLIC_URL": "https://zvonok.example/",
    "ZVONOK_NOTIFY_SECRET": "s" * 32,
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ZVONOK_NOTIFY_SECRET": ""}, "ZVONOK_NOTIFY_SECRET is missing"),
        ({"ZVONOK_DKIM_KEY_FILE": "/nowhere"}, "ZVONOK_DKIM_KEY_FILE names a file that can't be read"),
        ({"ZVONOK_DKIM_KEY_FILE": __file__}, "ZVONOK_DKIM_SELECTOR is missing"),
        ({"ZVONOK_BOUNCE_LISTEN": "8024"}, "ZVONOK_BOUNCE_LISTEN must be host:port"),
        ({"ZVONOK_BOUNCE_LISTEN": "127.0.0.1:8024"}, "needs ZVONOK_BOUNCE_DOMAIN"),
    ],
)
def test_a_wrong_setting_is_named(changes: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        read_notify_config(NEEDED | changes)


def test_letters_are_signed_where_there_is_a_key(tmp_path: Path) -> None:
    assert read_notify_config(NEEDED).dkim is None
    key = tmp_path / "key.pem"
    key.write_bytes(b"a key")
    found = read_notify_config({**NEEDED, "ZVONOK_DKIM_KEY_FILE": str(key), "ZVONOK_DKIM_SELECTOR": "z1"}).dkim
    assert found is not None
    assert (found.selector, found.private_key) == ("z1", b"a key")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ZVONOK_VAPID_KEY": "short"}, "ZVONOK_VAPID_KEY must be a private P-256 key"),
        ({"ZVONOK_SMS_URL": "ftp://sms.example"}, "ZVONOK_SMS_URL must be an address with https or http or smpp"),
        ({"ZVONOK_MESSENGER_URL": "smpp://x"}, "ZVONOK_MESSENGER_URL must be an address"),
        ({"ZVONOK_MESSENGER_URL": "https://b.example"}, "ZVONOK_MESSENGER_KEYS is missing"),
        ({"ZVONOK_MESSENGER_URL": "https://b.example", "ZVONOK_MESSENGER_KEYS": "ключ"}, "whsec_ and base64"),
    ],
)
def test_a_wrong_setting_of_a_channel_is_named(changes: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        read_notify_config(NEEDED | changes)


def test_people_choose_among_the_channels_that_are_configured() -> None:
    assert read_notify_config(NEEDED).channels == ("in_app", "email")
    every = {
        "ZVONOK_VAPID_KEY": "dGhpcyBpcyBhIGtleSBvZiAzMiBieXRlcywgaG9uZXM",
        "ZVONOK_SMS_URL": "smpp://a:b@sms.example:2775/School",
        "ZVONOK_MESSENGER_URL": "https://bridge.example/",
        "ZVONOK_MESSENGER_KEYS": "whsec_a2V5 whsec_b2xk",
    }
    config = read_notify_config(NEEDED | every)
    assert config.channels == ("in_app", "email", "web_push", "messenger", "sms")
    assert config.messenger_keys == (b"key", b"old")
