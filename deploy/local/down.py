"""`./zvonok down`: stops all that `up` and the tests started on this state folder. The data stay."""

import os
import sys

from deploy.local import postgres, rabbitmq, supervisor
from deploy.local.state import Busy, State, open_state
from deploy.local.steps import Steps


def stop_all(state: State, steps: Steps, *, tests: bool = True) -> bool:
    """Stops supervisord and its processes, what a killed one has left, and (with `tests`) servers started by tests.

    Returns whether anything ran.
    """
    ran = False
    if supervisor.is_running(state):
        with steps.step("processes, broker, database"):
            ran = supervisor.shut_down(state)
    for folder in (state.folder, state.folder / "test") if tests else (state.folder,):
        for server in (rabbitmq, postgres):
            name = server.__name__.rpartition(".")[2]
            if server.pid(folder / name) is not None:
                with steps.step(f"{folder.name}/{name}"):
                    server.stop(folder / name)
                ran = True
    rabbitmq.stop(state.folder / "rabbitmq")  # Its port mapper outlives it.
    left = supervisor.end_leftovers(state)
    if left:
        steps.say(f"{left} processes that a killed supervisor had left")
    state.socket.unlink(missing_ok=True)
    return ran or left > 0


def main() -> int:
    """Runs the command."""
    state = open_state(os.environ)
    try:
        with state.lock():
            print("Stopped; the data stay." if stop_all(state, Steps()) else "Nothing was running.")
    except Busy as busy:
        print(f"zvonok: {busy}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
