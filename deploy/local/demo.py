"""`./zvonok demo`: plays what people do through the public doors, and follows its consequences, scene by scene.

Every step prints its time; one that does not happen ends the demonstration with exit code 1 and says where to look.
It can be played again and again: a cell that has a mark is corrected.
"""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from deploy.local.scenes.channels import Channels
from deploy.local.scenes.closed_term import ClosedTerm
from deploy.local.scenes.corrections import Corrections
from deploy.local.scenes.documents import Documents
from deploy.local.scenes.main_job import MainJob
from deploy.local.scenes.notices import Notices
from deploy.local.scenes.stage import DidNotHappen, Stage
from deploy.local.scenes.substitutions import Substitutions
from deploy.local.scenes.webhooks import Webhooks
from deploy.local.state import open_state
from deploy.local.steps import Steps


def main(arguments: Sequence[str]) -> int:
    """Plays the demonstration once; 0 when every step happened, 1 when one did not, 2 on a wrong command."""
    if arguments:
        print("usage: ./zvonok demo", file=sys.stderr)
        return 2
    state = open_state(os.environ)
    endpoints: Mapping[str, Any] | None = state.read_endpoints()
    if endpoints is None or not endpoints["accounts"]:
        print("The platform is not up with its demonstration municipality: ./zvonok up first.", file=sys.stderr)
        return 1
    began = time.monotonic()
    try:
        stage = Stage(endpoints, Steps())
        notices = Notices(stage)
        channels = Channels(stage)
        notices.prepare()
        trace_id = MainJob(stage).play()
        Corrections(stage).play()
        notices.play()
        channels.play()
        Webhooks(stage).play()
        Substitutions(stage).play()
        ClosedTerm(stage).play()
        Documents(stage).play()
        channels.finish()
        notices.finish()
    except DidNotHappen as error:
        print(f"\nDid not happen: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\nDid not happen: the portal does not answer ({error}): ./zvonok status", file=sys.stderr)
        return 1
    print(f"\nAll of it happened in {time.monotonic() - began:.1f} s.")
    print(f"The trace: {endpoints['trace_page']}/traces/{trace_id}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
