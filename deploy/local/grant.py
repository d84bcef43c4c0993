"""`./zvonok grant OFFICE PERSON [SCOPE]`, `./zvonok grant client TITLE --scope …`: rights that the operator gives."""

import argparse
import hashlib
import secrets
import sys
from collections.abc import Sequence
from typing import Any

import grpc
from zvonok.identity.v1 import relations_pb2 as pb
from zvonok.identity.v1 import relations_pb2_grpc

from deploy.local.connection import NotRunning, running_platform
from kit.ids import new_id
from kit.rpc.errors import error_info

OFFICES = ("director", "journal_administrator", "municipal_operator", "ops")


def main(argv: Sequence[str]) -> int:
    """0: given; 1: refused; 2: wrong usage or the platform is not running."""
    options = _parser().parse_args(argv)
    try:
        with running_platform().channel("identity") as channel:
            stub = relations_pb2_grpc.RelationServiceStub(channel)
            if options.what == "client":
                _create_client(stub, options)
            else:
                wanted = pb.GrantOfficeRequest(
                    request_id=new_id(), person=options.person, office=options.what, scope=options.scope
                )
                print(f"given: {stub.GrantOffice(wanted).relation}")
    except NotRunning as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    except grpc.RpcError as error:
        info = error_info(error)
        sys.stderr.write(f"identity refused it: {info.reason if info else error.code().name}: {error.details()}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    about = "gives an office, or makes an integration client"
    parser = argparse.ArgumentParser(prog="./zvonok grant", description=about)
    parts = parser.add_subparsers(dest="what", required=True, metavar="OFFICE | client")
    for office in OFFICES:
        part = parts.add_parser(office)
        part.add_argument("person", help="user name, or persons/ID")
        if office == "ops":
            part.set_defaults(scope="")
        else:
            scope = "municipalities/ID" if office == "municipal_operator" else "schools/ID"
            part.add_argument("scope", help=scope)
    client = parts.add_parser("client")
    client.add_argument("title")
    client.add_argument("--scope", action="append", required=True, metavar="PERMISSION@schools/ID")
    return parser


def _create_client(stub: Any, options: argparse.Namespace) -> None:
    # Made here and shown once: identity gets the hash alone.
    secret = secrets.token_urlsafe(32)
    scopes = [each.partition("@") for each in options.scope]
    answer = stub.CreateClient(
        pb.CreateClientRequest(
            request_id=new_id(),
            title=options.title,
            secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
            scopes=[pb.ClientScope(permission=permission, school=school) for permission, _, school in scopes],
        )
    )
    print(f"client: {answer.client}\nsecret: {secret}\nThe secret is shown this once: keep it.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
