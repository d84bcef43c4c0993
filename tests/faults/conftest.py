"""One platform with a small school for all tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.connection import Platform
from deploy.local.import_roster import send_package
from tests.faults.municipality import write_municipality
from tests.faults.school import School, open_lessons
from tests.platform import running_platform


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    folder = tmp_path_factory.mktemp("f")
    package = folder / "municipality.zip"
    write_municipality(package)
    with running_platform(
        folder / "v",
        ZVONOK_DEMONSTRATION="0",
        ZVONOK_GRACE_SECONDS="2",
        ZVONOK_QUIET_HOURS="",
        ZVONOK_WEBHOOK_LOOPBACK="1",
    ) as endpoints:
        platform = Platform(endpoints["services"], Path(endpoints["tls"]))
        assert not send_package(platform, package, "Проверка", dry_run=False).refusals
        found = School(endpoints, platform)
        open_lessons(found)
        yield found
