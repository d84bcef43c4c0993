"""Phone numbers as people write them, in the form that gateways take (E.164)."""

import re

_EXTENSION = re.compile(r"(доб|ext|#|x|,|;).*", re.IGNORECASE | re.DOTALL)
_OTHER = re.compile(r"[^0-9+]")
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{7,14}", re.ASCII)
_RUSSIAN = 11


def e164(text: str) -> str | None:
    """+79161234567 of "8 (916) 123-45-67"; None where it is not sure which number is meant."""
    digits = _OTHER.sub("", _EXTENSION.sub("", text))
    if not digits.startswith("+"):
        # The trunk prefix 8, the country code without its plus, and a mobile number without either.
        if len(digits) == _RUSSIAN and digits[0] in "78":
            digits = "+7" + digits[1:]
        elif len(digits) == _RUSSIAN - 1 and digits[0] == "9":
            digits = "+7" + digits
    return digits if _INTERNATIONAL.fullmatch(digits) else None
