"""The folder of one platform: its ports, its secrets, its lock, and what it remembers."""

import json
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.ports import free_block, is_free
from deploy.local.state import ROOT, Busy, State, open_state

# Linux has 108 bytes for the path of a socket.
LONGEST = 107


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "var")


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_ports_are_chosen_once_and_kept(state: State) -> None:
    chosen = state.ports()
    assert state.ports() == State(state.folder).ports() == chosen
    assert set(chosen) == {
        "postgres", "rabbitmq", "identity", "gradebook", "notify", "reports", "portal", "smtp", "mail", "traces",
    }  # fmt: skip


def test_ports_differ_and_lie_below_those_that_the_kernel_gives_away(state: State) -> None:
    ports = state.ports()
    # RabbitMQ takes the two after its own as well.
    taken = [*ports.values(), ports["rabbitmq"] + 1, ports["rabbitmq"] + 2]
    assert len(set(taken)) == len(taken)
    assert all(15_000 <= port < 32_000 for port in taken)


def test_a_port_that_somebody_took_is_found_and_another_block_chosen(state: State) -> None:
    before = state.ports()
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", before["portal"]))
        somebody.listen()
        assert not is_free(before["portal"])
        assert not state.ports_are_free()
        state.choose_ports()
        assert not set(state.ports().values()) & set(before.values())
    assert State(state.folder).ports() != before


def test_a_block_is_looked_for_at_a_place_of_its_seed_and_goes_around() -> None:
    start = free_block("a seed of this test alone", 3)
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", start + 2))
        somebody.listen()
        other = free_block("a seed of this test alone", 3)
    assert other != start
    assert (other - start) % 3 == 0


def test_a_secret_is_made_once_and_read_by_its_owner_alone(state: State) -> None:
    first, second = state.secret("postgres"), state.secret("identity_app")
    assert len(first) >= 32
    assert first != second
    assert State(state.folder).secret("postgres") == first
    assert mode(state.folder / "secrets.json") == 0o600
    assert State(state.folder.with_name("other")).secret("postgres") != first


def test_addresses_for_scripts_hold_passwords_and_are_read_by_their_owner_alone(state: State) -> None:
    assert state.read_endpoints() is None
    state.write_endpoints({"portal": "http://127.0.0.1:1", "title": "Звонок"})
    assert state.read_endpoints() == {"portal": "http://127.0.0.1:1", "title": "Звонок"}
    assert mode(state.endpoints) == 0o600


def test_writing_leaves_no_halves_behind(state: State) -> None:
    state.ports()
    state.secret("postgres")
    state.remember("identity migrated", "x")
    assert {file.name for file in state.folder.iterdir()} == {"ports.json", "secrets.json", "done.json"}
    for file in state.folder.iterdir():
        json.loads(file.read_text(encoding="utf-8"))


def test_what_was_done_is_remembered_by_name(state: State) -> None:
    assert state.remembered("identity migrated") == ""
    state.remember("identity migrated", "one")
    state.remember("notify migrated", "two")
    state.remember("identity migrated", "three")
    assert (State(state.folder).remembered("identity migrated"), state.remembered("notify migrated")) == (
        "three", "two",
    )  # fmt: skip


def test_a_second_up_on_the_same_folder_is_told_to_wait(state: State) -> None:
    with state.lock():
        with pytest.raises(Busy, match="wait for it to end") as busy, State(state.folder).lock():
            raise AssertionError("two at once")
        assert str(state.folder) in str(busy.value)
        with State(state.folder.with_name("other")).lock():
            pass
    with state.lock():
        pass


def test_the_lock_ends_with_an_error_and_with_its_process(state: State) -> None:
    with pytest.raises(ZeroDivisionError), state.lock():
        raise ZeroDivisionError
    program = (
        "import os, sys; from pathlib import Path; from deploy.local.state import State\n"
        "with State(Path(sys.argv[1])).lock(): os._exit(7)"
    )
    ended = subprocess.run([sys.executable, "-c", program, state.folder], cwd=ROOT, check=False)
    assert ended.returncode == 7
    with state.lock():
        pass


def test_the_lock_holds_against_another_process(state: State) -> None:
    program = (
        "import sys; from pathlib import Path; from deploy.local.state import Busy, State\n"
        "try:\n    with State(Path(sys.argv[1])).lock(): pass\nexcept Busy: sys.exit(7)"
    )
    with state.lock():
        assert subprocess.run([sys.executable, "-c", program, state.folder], cwd=ROOT, check=False).returncode == 7


def test_the_socket_of_a_deep_folder_lies_where_its_path_is_short_enough(tmp_path: Path) -> None:
    short, deep = State(Path("/v")), State(tmp_path / ("глубоко" * 20))
    assert short.socket == Path("/v/supervisor.sock")
    assert deep.socket == State(deep.folder).socket
    assert deep.socket != State(deep.folder / "x").socket
    assert len(str(deep.socket).encode()) <= LONGEST


def test_the_folder_is_the_one_that_the_environment_names(tmp_path: Path) -> None:
    assert open_state({}).folder == open_state({"ZVONOK_VAR": ""}).folder == ROOT / "var"
    assert open_state({"ZVONOK_VAR": f"{tmp_path}/a/../b"}).folder == tmp_path.resolve() / "b"
