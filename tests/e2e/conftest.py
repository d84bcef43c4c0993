"""One platform with the demonstration municipality, and one headless browser, for all tests of this folder."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.platform import ROOT, running_platform

PASSWORD = "zvonok-demo"
LogIn = Callable[..., Page]


@pytest.fixture(scope="session")
def endpoints() -> Iterator[dict[str, Any]]:
    """What endpoints.json of the running platform says."""
    with tempfile.TemporaryDirectory(prefix="zv-", ignore_cleanup_errors=True) as folder:
        # The servers' own account must be able to enter.
        Path(folder).chmod(0o755)
        with running_platform(Path(folder) / "v") as found:
            yield found


@pytest.fixture(scope="session")
def demonstration(endpoints: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """What `./zvonok demo` said, played once."""
    environ = {**os.environ, "ZVONOK_VAR": str(Path(endpoints["log"]).parent)}
    return subprocess.run(
        [ROOT / "zvonok", "demo"], env=environ, capture_output=True, text=True, check=False, timeout=420
    )


@pytest.fixture(scope="session")
def state(endpoints: dict[str, Any], demonstration: subprocess.CompletedProcess[str]) -> Path:
    """The platform's state folder, after the demonstration was played."""
    assert demonstration.returncode == 0, demonstration.stdout + demonstration.stderr
    return Path(endpoints["log"]).parent


@pytest.fixture(scope="session")
def class_teacher(endpoints: dict[str, Any]) -> str:
    """The login of who leads a class: an account of its own, unless the teacher shown leads it."""
    roles = {one["role"]: one["login"] for one in endpoints["accounts"]}
    return str(roles.get("class-teacher", roles["teacher"]))


@pytest.fixture
def log_in(chromium: Browser, endpoints: dict[str, Any]) -> Iterator[LogIn]:
    """Logs a person in by keyboard and gives the page; a script error or a blocked resource fails the test."""
    contexts, problems = [], []

    def make(login: str, *, width: int = 1280, color_scheme: str = "light") -> Page:
        context = chromium.new_context(
            base_url=endpoints["portal"], viewport={"width": width, "height": 850}, color_scheme=color_scheme
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto("/login")
        expect(page.locator("[name=username]")).to_be_focused()
        page.keyboard.type(login)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector("header.top")
        return page

    yield make
    for context in contexts:
        context.close()
    assert not problems
