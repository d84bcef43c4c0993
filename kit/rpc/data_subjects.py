"""Whose data a message holds: the values of its fields marked `data_subject`."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import attrgetter
from typing import Any

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from zvonok.options.v1 import options_pb2

# The generated hints know extensions only as field descriptors.
_DATA_SUBJECT: Any = options_pb2.data_subject

Reader = Callable[[Message, set[str]], None]


def data_subjects(message: Message) -> set[str]:
    """The ids or resource names of all people whose data the message discloses."""
    found: set[str] = set()
    for read in _readers(message.DESCRIPTOR):
        read(message, found)
    found.discard("")
    return found


def holds_data_subjects(descriptor: Descriptor) -> bool:
    """Whether messages of this type can disclose anybody's data."""
    return bool(_readers(descriptor))


@lru_cache(maxsize=512)
def _readers(descriptor: Descriptor, above: tuple[str, ...] = ()) -> tuple[Reader, ...]:
    # Worked out once a message type, so that a journal of a thousand marks costs a loop and no reflection.
    if descriptor.full_name in above:
        return ()
    return tuple(reader for field in descriptor.fields if (reader := _reader(field, (*above, descriptor.full_name))))


def _reader(field: FieldDescriptor, above: tuple[str, ...]) -> Reader | None:
    name, repeated = field.name, field.is_repeated
    if field.GetOptions().Extensions[_DATA_SUBJECT]:
        if repeated:
            return lambda message, found: found.update(getattr(message, name))
        return lambda message, found: found.add(getattr(message, name))
    if field.message_type is None or field.message_type.GetOptions().map_entry:
        return None
    inner = _readers(field.message_type, above)
    if not inner:
        return None
    if repeated and (own := _only_field(field.message_type, above)):
        # Thousands of cells, each with one such field: the loop runs in C.
        read = attrgetter(own)
        return lambda message, found: found.update(map(read, getattr(message, name)))
    return _nested(name, inner, repeated=repeated)


def _only_field(descriptor: Descriptor, above: tuple[str, ...]) -> str | None:
    """The name of the one field that discloses, where a message type has but this and it is a single text."""
    inside = (*above, descriptor.full_name)
    fields = [field for field in descriptor.fields if _reader(field, inside) is not None]
    marked = len(fields) == 1 and fields[0].GetOptions().Extensions[_DATA_SUBJECT] and not fields[0].is_repeated
    return fields[0].name if marked else None


def _nested(name: str, inner: Iterable[Reader], *, repeated: bool) -> Reader:
    def read(message: Message, found: set[str]) -> None:
        if not repeated and not message.HasField(name):
            return
        parts = getattr(message, name) if repeated else (getattr(message, name),)
        for part in parts:
            for reader in inner:
                reader(part, found)

    return read
