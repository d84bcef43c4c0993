"""A service of the tests' own, with its database and queues."""

from collections.abc import Callable, Iterator

import pytest

from kit.config import ServiceConfig
from kit.database import open_pool
from kit.topology import declare
from tests.conftest import DatabaseUrls, Pool
from tests.integration.kit.stage import FAMILY, config_of


@pytest.fixture
def urls(database: Callable[[str], DatabaseUrls]) -> DatabaseUrls:
    return database("notify")


@pytest.fixture
def config(urls: DatabaseUrls, amqp_url: str) -> ServiceConfig:
    declare(amqp_url, "notify", [FAMILY])
    return config_of(urls, amqp_url)


@pytest.fixture
def notify_pool(urls: DatabaseUrls) -> Iterator[Pool]:
    with open_pool(urls.app) as one:
        yield one
