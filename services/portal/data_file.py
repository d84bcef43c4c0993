"""Everything about a person as one ZIP: data for machines, and a page for people that loads nothing."""

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import IO, Any

from flask import render_template
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from zvonok.gradebook.v1 import subjects_pb2 as journal
from zvonok.identity.v1 import subjects_pb2 as pb

_KEPT_IN_MEMORY = 4 * 1024 * 1024


def write_file(
    record: pb.SubjectRecord,
    parts: Iterable[journal.GetSubjectDataResponse],
    show_time: Callable[[Timestamp], datetime],
) -> IO[bytes]:
    """The file, ready to be read from its begin; above 4 MiB it lies on disk."""
    # Whatever the journal tells goes into the file, by the names of its fields.
    lists: dict[str, list[Any]] = {field.name: [] for field in journal.GetSubjectDataResponse.DESCRIPTOR.fields}
    for part in parts:
        for name, rows in lists.items():
            rows.extend(getattr(part, name))
    file = tempfile.SpooledTemporaryFile(max_size=_KEPT_IN_MEMORY)  # noqa: SIM115  (whoever sends it closes it)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("data.json", _json(record, lists))
        package.writestr("data.html", render_template("data_file.html", record=record, show_time=show_time, **lists))
    file.seek(0)
    return file


def _json(record: pb.SubjectRecord, lists: dict[str, Any]) -> str:
    content = {
        "identity": _plain(record),
        "journal": {name: [_plain(row) for row in rows] for name, rows in lists.items()},
        # What the other services hold is made of these by ids, and goes when they go.
        "derived": {"notify": "notices of the marks and absences above", "reports": "counts of the marks above"},
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _plain(message: Message) -> dict[str, Any]:
    return MessageToDict(message, preserving_proto_field_name=True)
