from collections.abc import Callable

import pytest

from tests.conftest import Pool
from tests.integration.gradebook.world import World


@pytest.fixture
def world(pool: Callable[[str], Pool]) -> World:
    return World(pool("gradebook")).begin()
