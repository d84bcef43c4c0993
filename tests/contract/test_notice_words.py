"""Every kind of notices can be set on the page, and is called something there and in letters."""

from services.notify.channels.texts import TEXTS
from services.notify.domain.settings import KINDS
from services.portal.words.notices import NOTICE_KINDS


def test_every_kind_of_notices_has_its_words() -> None:
    assert set(NOTICE_KINDS) == set(KINDS)
    for words in TEXTS.values():
        assert {f"subject.{kind}" for kind in KINDS} <= words.keys()
