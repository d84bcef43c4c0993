"""Read masks (AIP-157): what a caller wants of an answer, so that nothing else is read or sent."""

from dataclasses import dataclass

from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message

from kit.errors import InvalidArgument

EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The fields of a message that are wanted."""

    fields: frozenset[str]

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def cut(self, message: Message) -> None:
        """Takes from a message what is not wanted."""
        for field in message.DESCRIPTOR.fields:
            if field.name not in self.fields:
                message.ClearField(field.name)


def read_mask(mask: FieldMask, of: type[Message]) -> Wanted:
    """What a mask wants of a message; everything when it is empty or "*".

    Paths are names of the message's own fields. Raises InvalidArgument (BAD_FIELD_MASK), which names the fields that
    there are and not what was asked.
    """
    known = frozenset(field.name for field in of.DESCRIPTOR.fields)
    if not mask.paths or list(mask.paths) == [EVERYTHING]:
        return Wanted(known)
    if not known.issuperset(mask.paths):
        raise InvalidArgument(
            "BAD_FIELD_MASK",
            f"read_mask takes these fields and no others: {', '.join(sorted(known))}.",
            metadata={"field": "read_mask"},
        )
    return Wanted(frozenset(mask.paths))
