"""The three nets below an unruled method, and what contracts must say about people's data."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from google.protobuf.descriptor import Descriptor, MethodDescriptor, ServiceDescriptor
from grpc_health.v1 import health_pb2
from zvonok.options.v1 import options_pb2

from kit.rpc.data_subjects import holds_data_subjects
from kit.rpc.rules import UnruledMethod, rules_of

PROTO = Path(__file__).resolve().parents[2] / "proto"
FILES = sorted(PROTO.rglob("*.proto"))


def modules() -> Iterator[object]:
    for file in FILES:
        name = ".".join(file.relative_to(PROTO).with_suffix("").parts)
        yield import_module(f"{name}_pb2")


def services() -> list[ServiceDescriptor]:
    return [service for module in modules() for service in module.DESCRIPTOR.services_by_name.values()]


def methods() -> list[MethodDescriptor]:
    return [method for service in services() for method in service.methods]


def messages(descriptors: Iterator[Descriptor]) -> Iterator[Descriptor]:
    for descriptor in descriptors:
        yield descriptor
        yield from messages(iter(descriptor.nested_types))


def all_messages() -> list[Descriptor]:
    return [m for module in modules() for m in messages(iter(module.DESCRIPTOR.message_types_by_name.values()))]


def test_first_net_every_method_of_every_contract_has_a_rule() -> None:
    rules = rules_of(services())
    assert len(rules) == len(methods()) > 20


def test_second_net_a_service_with_an_unruled_method_does_not_start() -> None:
    unruled = health_pb2.DESCRIPTOR.services_by_name["Health"]
    with pytest.raises(UnruledMethod, match="has no access rule"):
        rules_of([*services(), unruled])


@pytest.mark.parametrize("method", methods(), ids=lambda method: method.full_name)
def test_a_response_about_people_says_what_it_discloses(method: MethodDescriptor) -> None:
    access = method.GetOptions().Extensions[options_pb2.access]
    if access.WhichOneof("rule") == "permission" and holds_data_subjects(method.output_type):
        assert access.permission.discloses


@pytest.mark.parametrize("message", all_messages(), ids=lambda message: message.full_name)
def test_personal_data_is_in_identity_contracts_alone(message: Descriptor) -> None:
    for field in message.fields:
        if field.GetOptions().Extensions[options_pb2.personal]:
            assert message.file.package == "zvonok.identity.v1", f"{message.full_name}.{field.name}"


def test_every_changing_method_can_be_repeated() -> None:
    """AIP-155: a repeat of a change returns the first answer. Log-in makes a session each time by intent."""
    changing = ("Record", "Mark", "Import", "Replay", "Create", "Update", "Delete", "Set", "Grant")
    exempt = {
        "zvonok.identity.v1.AccessService.RecordDisclosures",  # every look is a record of its own
        "zvonok.identity.v1.SchoolService.ImportRoster",  # the id is in its first part, ImportStart
        "zvonok.gradebook.v1.ChangeService.RecordLessons",  # each save has one of its own
    }
    for method in methods():
        if method.name.startswith(changing) and method.full_name not in exempt:
            assert "request_id" in method.input_type.fields_by_name, method.full_name
