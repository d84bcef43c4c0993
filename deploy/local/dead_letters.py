"""`./zvonok dead-letters list [SERVICE] | show SERVICE ID | replay SERVICE [ID]`: events that could not be applied."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module, util

import pika.exceptions
from google.protobuf.message import Message

from deploy.local.processes import ROLES
from deploy.local.state import open_state
from deploy.local.tables import new_table, open_screen
from kit.dead_letters import DeadLetter, as_json, dead_letters, replay

_LISTENERS = tuple(service for service, roles in ROLES.items() if "consume" in roles)


def message_type(event_type: str) -> type[Message] | None:
    """The contract of an event type (`zvonok.<service>.<thing>.<what happened>.v1`); None when there is none."""
    parts = event_type.split(".")
    if len(parts) < 4 or parts[0] != "zvonok":  # noqa: PLR2004
        return None
    _, service, *words, version = parts
    package = f"zvonok.{service}.events"
    try:
        found = util.find_spec(f"{package}.{version}")
    except ModuleNotFoundError:
        return None
    name = "".join(word.capitalize() for word in words)
    for folder in (found.submodule_search_locations or []) if found else []:
        for file in sorted(os.listdir(folder)):  # noqa: PTH208  (a namespace package's folder is text)
            if file.endswith("_pb2.py"):
                module = import_module(f"{package}.{version}.{file.removesuffix('.py')}")
                if hasattr(module, name):
                    kind: type[Message] = getattr(module, name)
                    return kind
    return None


def main(arguments: Sequence[str]) -> int:
    """Runs the command: 0 done, 1 the event is not there or the broker is away, 2 asked wrongly or not running."""
    options = _parse(arguments)
    endpoints = open_state(os.environ).read_endpoints()
    if endpoints is None:
        print("zvonok: nothing is running: ./zvonok up", file=sys.stderr)
        return 2
    url = str(endpoints["amqp_url"])
    try:
        if options.action == "list":
            return _list(url, [options.service] if options.service else _LISTENERS)
        if options.action == "show":
            return _show(url, options.service, options.id)
        return _replay(url, options.service, options.id)
    except pika.exceptions.AMQPError as error:
        print(f"zvonok: the broker does not answer ({type(error).__name__}): ./zvonok status", file=sys.stderr)
        return 1


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./zvonok dead-letters", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    listing = actions.add_parser("list", help="all parked events, oldest first")
    listing.add_argument("service", nargs="?", choices=_LISTENERS)
    showing = actions.add_parser("show", help="one event with its contents")
    showing.add_argument("service", choices=_LISTENERS)
    showing.add_argument("id")
    replaying = actions.add_parser("replay", help="puts an event (or all of a service) back to be applied again")
    replaying.add_argument("service", choices=_LISTENERS)
    replaying.add_argument("id", nargs="?")
    return parser.parse_args(arguments)


def _list(url: str, services: Sequence[str]) -> int:
    table = new_table("service", "event", "type", "time", "tries", "reason")
    for service in services:
        for letter in dead_letters(url, service):
            table.add_row(service, letter.event_id, letter.event_type, letter.time, str(letter.tries), letter.reason)
    open_screen().print(table if table.row_count else "No events are parked.")
    return 0


def _show(url: str, service: str, event_id: str) -> int:
    letter = next((one for one in dead_letters(url, service) if one.event_id == event_id), None)
    if letter is None:
        return _not_there(service, event_id)
    print(f"event   {letter.event_id}\ntype    {letter.event_type}\ntime    {letter.time}")
    print(f"tries   {letter.tries}\nreason  {letter.reason}\n{_contents(letter)}")
    return 0


def _contents(letter: DeadLetter) -> str:
    kind = message_type(letter.event_type)
    return as_json(letter, {letter.event_type: kind} if kind else {})


def _replay(url: str, service: str, event_id: str | None) -> int:
    count = replay(url, service, event_id)
    if event_id is not None and not count:
        return _not_there(service, event_id)
    print(f"{count} put back into the queue of {service}.")
    return 0


def _not_there(service: str, event_id: str) -> int:
    print(f"zvonok: {service} has no parked event {event_id}: ./zvonok dead-letters list", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
