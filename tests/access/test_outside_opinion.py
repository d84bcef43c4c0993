"""An outside opinion: OpenFGA, given the policy and random schools, decides as the naive model of the policy does.

test_model.py holds the platform's own engine to the same model, so the three say one thing. `fga` runs here, offline.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from services.identity.domain.policy import POLICY
from tests.access import openfga
from tests.access.test_model import Plan, build, plans

FGA = Path(sys.executable).with_name("fga")
TOWNS = 120


def random_plans() -> list[Plan]:
    found: list[Plan] = []

    @settings(
        max_examples=TOWNS, phases=[Phase.generate], derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(plans)
    def take(plan: Plan) -> None:
        found.append(plan)

    take()
    return found


def case(number: int, plan: Plan) -> dict[str, Any]:
    """A town with its relations of today, and what everybody in it may."""
    now = datetime.now(UTC)
    town = build(plan, now.date())
    days = town.days(now)
    expected = openfga.expectations(town, days)
    return {"name": f"town {number}", "tuples": openfga.tuples(town, days), "list_objects": expected}


def decide(folder: Path, tests: list[dict[str, Any]]) -> subprocess.CompletedProcess[str]:
    file = folder / "zvonok.fga.yaml"
    file.write_text(openfga.store(tests), encoding="utf-8")
    command = [str(FGA), "model", "test", "--tests", str(file), "--config", str(folder / "none.yaml")]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def gifts(test: dict[str, Any]) -> list[tuple[dict[str, list[str]], str]]:
    """Where somebody may something: the assertions, and the name of the permission among them."""
    return [
        (each["assertions"], name)
        for each in test["list_objects"]
        for name, things in each["assertions"].items()
        if things
    ]


def test_openfga_gives_everybody_the_same_things_in_random_schools(tmp_path: Path) -> None:
    tests = [case(number, plan) for number, plan in enumerate(random_plans())]
    assert len(tests) >= TOWNS / 2
    assert {name for test in tests for _, name in gifts(test)} == {
        openfga.said(name) for name, permission in POLICY.items() if permission.relations
    }
    answer = decide(tmp_path, tests)
    assert answer.returncode == 0, answer.stdout[-3000:] + answer.stderr[-3000:]


def test_the_outside_opinion_can_differ(tmp_path: Path) -> None:
    test = next(each for each in map(case, count(), random_plans()) if gifts(each))
    assert decide(tmp_path, [test]).returncode == 0
    # One thing more, and one thing less, than there is.
    for change in (lambda things: [*things, "school:nowhere"], lambda things: things[1:]):
        wrong = json.loads(json.dumps(test))
        assertions, name = gifts(wrong)[0]
        assertions[name] = change(assertions[name])
        assert decide(tmp_path, [wrong]).returncode != 0
