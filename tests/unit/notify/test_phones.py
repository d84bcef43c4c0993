"""Phone numbers as people write them."""

import pytest

from services.notify.domain.phones import e164


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+7 (916) 123-45-67", "+79161234567"),
        ("8 916 123 45 67", "+79161234567"),
        ("89161234567", "+79161234567"),
        ("79161234567", "+79161234567"),
        ("916 123-45-67", "+79161234567"),
        ("+375 29 123-45-67", "+375291234567"),
        ("+7 916 1234567 доб. 12", "+79161234567"),
        ("", None),
        ("123-45-67", None),
        ("+0 916 123", None),
        ("мама", None),
        ("+7+9161234567", None),
    ],
)
def test_the_number_that_is_meant_or_none(written: str, number: str | None) -> None:
    assert e164(written) == number
