"""What the documentation points to is there, and the guide shows every document that can be had."""

import re
from pathlib import Path

import pytest

from services.portal.pages.documents import OFFERS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r"\]\(([^)\s#]+)(#[^)\s]+)?\)")
# The pictures of documents that reports makes are called otherwise than their kinds.
_PICTURES = {"report_kind_control": "control-report", "report_kind_month": "month-report"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = {found[0] for found in _LINK.findall(page.read_text(encoding="utf-8"))}
    missing = {each for each in targets if "://" not in each and not (page.parent / each).exists()}
    assert not missing


def test_the_guide_shows_every_document() -> None:
    text = (ROOT / "docs" / "guide" / "documents.md").read_text(encoding="utf-8")
    for offer in {offer for offers in OFFERS.values() for offer in offers}:
        if offer.forms == ("zip",):
            assert "archive verify" in text
            continue
        name = _PICTURES.get(offer.kind, offer.kind.replace("_", "-"))
        for form in offer.forms:
            assert f"](images/documents/{name}-{form}.png)" in text, offer.kind
