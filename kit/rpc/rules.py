"""Access rules as the contracts say them, read from the descriptors.

First net: a test walks all descriptors (tests/contract). Second: a service with an unruled method does not start
(`rules_of`). Third: the door refuses a method that it knows no rule of (`kit.rpc.door`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from google.api import field_behavior_pb2
from google.protobuf.descriptor import Descriptor, MethodDescriptor, ServiceDescriptor
from zvonok.options.v1 import options_pb2

# The generated hints know extensions only as field descriptors.
_ACCESS: Any = options_pb2.access


class UnruledMethod(Exception):
    """A method does not say who may call it, or says it in a way that can't be held."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The access rule of one method; exactly one of permission, public and own is set."""

    permission: str
    resource_field: str
    discloses: str
    fresh: bool
    public: bool
    own: bool
    # Request fields that must not be empty (google.api.field_behavior REQUIRED).
    required_fields: tuple[str, ...]


def rules_of(services: Iterable[ServiceDescriptor]) -> dict[str, Rule]:
    """The rule of every method, by full method name ("/package.Service/Method"). Raises UnruledMethod."""
    return {
        f"/{service.full_name}/{method.name}": _rule_of(service, method)
        for service in services
        for method in service.methods
    }


def _rule_of(service: ServiceDescriptor, method: MethodDescriptor) -> Rule:
    where = f"{service.full_name}.{method.name}"
    options = method.GetOptions()
    if not options.HasExtension(_ACCESS):
        raise UnruledMethod(f"{where} has no access rule: add option (zvonok.options.v1.access) in its contract.")
    access: options_pb2.AccessRule = options.Extensions[_ACCESS]
    kind = access.WhichOneof("rule")
    if kind is None:
        raise UnruledMethod(f"{where} has an empty access rule: say a permission, public or own.")
    if kind == "permission":
        _check_permission(where, method, access.permission)
    elif not getattr(access, kind).strip():
        raise UnruledMethod(f"{where} is {kind} without a reason.")
    return Rule(
        permission=access.permission.name,
        resource_field=access.permission.resource_field,
        discloses=access.permission.discloses,
        fresh=access.permission.fresh,
        public=kind == "public",
        own=kind == "own",
        required_fields=_required_fields(method.input_type),
    )


def _check_permission(where: str, method: MethodDescriptor, permission: options_pb2.Permission) -> None:
    if not permission.name:
        raise UnruledMethod(f"{where} needs a permission without a name.")
    field_name = permission.resource_field
    if not field_name:
        return
    field = method.input_type.fields_by_name.get(field_name)
    if field is None or field.type != field.TYPE_STRING:
        raise UnruledMethod(f"{where} names the resource field {field_name!r}, which is no text field of its request.")


def _required_fields(message: Descriptor) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in message.fields
        if field_behavior_pb2.REQUIRED in field.GetOptions().Extensions[field_behavior_pb2.field_behavior]
    )
