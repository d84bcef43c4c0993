"""The guide shows how every message looks: each as the channels make it today, and none is left out."""

import re
from pathlib import Path

import pytest

from services.notify.channels.letter import News, Section, letter_html, with_link
from services.notify.channels.message import Words
from services.notify.channels.texts import TEXTS
from services.notify.domain.topics import TOPICS
from tests.unit.notify import samples

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide" / "messages.md"
PAGE = GUIDE.read_text(encoding="utf-8")
MESSAGES: dict[str, Words] = {kind: samples.words(kind) for kind in samples.KINDS} | {"digest": samples.digest()}


def test_every_kind_and_every_topic_has_a_sample() -> None:
    assert {key.removeprefix("subject.") for key in TEXTS["ru"] if key.startswith("subject.")} == MESSAGES.keys()
    told = {samples.sample(kind).topic for kind in samples.KINDS}
    assert told == {topic for topic in TOPICS if f"subject.{topic}" in TEXTS["ru"] or topic == "attendance"}


@pytest.mark.parametrize("kind", MESSAGES)
def test_the_guide_quotes_each_as_it_is(kind: str) -> None:
    message = MESSAGES[kind]
    part = PAGE.partition(f'<a id="{kind}"></a>')[2].partition("<a id=")[0]
    assert f"```\n{message.subject}\n\n{message.brief}\n```" in part
    assert (GUIDE.parent / f"images/messages/mail-{kind}.png").is_file()
    for image in re.findall(r"\]\((images/[^)]+)\)", part):
        assert (GUIDE.parent / image).is_file(), image


def test_the_guide_quotes_a_whole_letter_and_the_short_channels() -> None:
    message = MESSAGES["mark"]
    assert f"```\n{message.plain}" in PAGE
    assert f"```\n{message.subject}: {samples.PORTAL}/notices\n```" in PAGE


@pytest.mark.parametrize("kind", MESSAGES)
def test_the_html_says_what_the_text_says(kind: str) -> None:
    message = MESSAGES[kind]
    seen = re.sub(r"<[^>]+>", "\n", message.html).replace("&quot;", '"')
    for line in message.brief.splitlines():
        assert line in seen
    assert message.subject in seen


def test_a_letter_is_text_whatever_stands_in_it() -> None:
    evil = "<b>&\"'"
    html = letter_html("ru", evil, evil, [Section(evil, [News(evil, [evil], f"{evil}\n{evil}")], evil, evil)], evil)
    html = with_link(html, evil, evil)
    assert "<b>" not in html
    assert html.count("&lt;b&gt;&amp;&quot;&#x27;") == 12
    assert html.endswith("</a></p></body></html>")
