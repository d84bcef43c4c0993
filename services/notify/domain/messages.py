"""What a class teacher may write to families."""

import unicodedata

LONGEST_TEXT = 2000
# The text is kept so long.
KEPT_DAYS = 365
MOST_A_DAY = 20


def text_problem(text: str) -> tuple[str, str] | None:
    """Why a text can't be sent: a reason and a plain text; None: it can."""
    if not text.strip():
        return "NO_TEXT", "A message has a text."
    if len(text) > LONGEST_TEXT:
        return "TEXT_TOO_LONG", f"A message has at most {LONGEST_TEXT} characters."
    # Besides line breaks no control characters, and none that turn the direction of writing.
    if any(
        unicodedata.category(each) in ("Cc", "Cf", "Cs", "Co") and each not in "\r\n\t\u00ad\u200d" for each in text
    ):
        return "BAD_TEXT", "A message has no control characters."
    return None
