"""Fixtures that several files of this folder share."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kit.database import open_pool
from services.identity.main import SERVICE as IDENTITY
from tests.access.doors import Forger, Platform
from tests.access.test_tables import make_town
from tests.conftest import DatabaseUrls


@pytest.fixture
def platform(database: Callable[[str], DatabaseUrls], tmp_path: Path) -> Iterator[Platform]:
    urls = database("identity")
    with ExitStack() as stack:
        pool = stack.enter_context(open_pool(urls.app))
        one = Platform(make_town(pool), Forger(tmp_path), database, stack)
        one.authority.issue("portal")
        one.addresses["identity"] = "127.0.0.1:1"
        one.serve(IDENTITY, urls)
        yield one
