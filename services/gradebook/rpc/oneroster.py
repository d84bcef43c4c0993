"""OneRoster packages as messages of BulkService."""

from collections.abc import Iterator

from zvonok.gradebook.v1 import bulk_pb2 as pb

from services.gradebook.actions.oneroster import Exported, Imported
from services.gradebook.domain.bulk import MOST_PROBLEMS

_CHUNK = 256 * 1024


def exported_messages(school_id: str, exported: Exported) -> Iterator[pb.ExportOneRosterResponse]:
    """Whose marks first, so that the door has them on record before a byte leaves; then the file."""
    with exported.file as file:
        yield pb.ExportOneRosterResponse(
            data_subjects=[f"schools/{school_id}/pupils/{each}" for each in exported.pupil_ids]
        )
        while chunk := file.read(_CHUNK):
            yield pb.ExportOneRosterResponse(chunk=chunk)


def imported_message(school_id: str, imported: Imported) -> pb.ImportOneRosterResponse:
    """What became of a package."""
    faults = sorted(imported.faults, key=lambda fault: (fault.file, fault.line))
    return pb.ImportOneRosterResponse(
        applied=imported.applied,
        files=[
            pb.OneRosterFile(
                file=file,
                rows=counts.rows,
                created=counts.created,
                changed=counts.changed,
                unchanged=counts.unchanged,
                not_graded=counts.not_graded,
                comments_left_out=counts.comments_left_out,
            )
            for file, counts in imported.plan.counts.items()
        ],
        problems=[
            pb.OneRosterProblem(
                file=fault.file,
                line=fault.line,
                column=fault.column,
                rule=fault.rule,
                message=fault.message,
                current_value=fault.current.value,
                # What somebody else has stored is disclosed by it.
                pupil=f"schools/{school_id}/pupils/{fault.pupil_id}" if fault.current.version else "",
            )
            for fault in faults[:MOST_PROBLEMS]
        ],
        problem_count=len(faults),
    )
