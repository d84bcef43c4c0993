import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import names, pages
from kit.errors import InvalidArgument

SCHOOL = "0190a000-0000-7000-8000-000000000001"
GROUP = "0190a000-0000-7000-8000-000000000002"
PATTERN = "schools/{school}/groups/{group}"


def test_a_name_gives_its_ids() -> None:
    assert names.parse(f"schools/{SCHOOL}/groups/{GROUP}", PATTERN) == {"school": SCHOOL, "group": GROUP}


@given(st.uuids(), st.uuids())
def test_names_survive_the_way_there_and_back(school: object, group: object) -> None:
    ids = {"school": str(school), "group": str(group)}
    assert names.parse(names.format_name(PATTERN, **ids), PATTERN) == ids


@pytest.mark.parametrize(
    "name",
    ["", "schools", f"schools/{SCHOOL}", f"schools/{SCHOOL}/groups/7", f"schools/{SCHOOL}/groups/{GROUP}/",
     f"schools/{SCHOOL}/groups/{GROUP}\n", f"schools/{SCHOOL.upper().replace('A', 'B')}/groups/{GROUP}"],
)  # fmt: skip
def test_a_name_of_another_form_is_refused_without_repeating_it(name: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        names.parse(name, PATTERN)
    assert refusal.value.reason == "BAD_RESOURCE_NAME"
    assert PATTERN in refusal.value.message


@given(st.lists(st.one_of(st.text(max_size=20), st.integers()), max_size=4))
def test_page_tokens_survive_the_way_there_and_back(keys: list[str | int]) -> None:
    assert pages.decode(pages.encode(keys)) == keys


@given(st.text(max_size=60))
def test_a_made_up_page_token_is_refused(token: str) -> None:
    try:
        pages.decode(token, str, str)
    except InvalidArgument as refusal:
        assert refusal.reason == "BAD_PAGE_TOKEN"


def test_a_page_token_of_another_method_is_refused() -> None:
    with pytest.raises(InvalidArgument):
        pages.decode(pages.encode(["2026-10-01", 3]), str, str)


def test_page_sizes() -> None:
    assert pages.page_size(0, 50, 200) == 50
    assert pages.page_size(1000, 50, 200) == 200
    with pytest.raises(InvalidArgument):
        pages.page_size(-1, 50, 200)
