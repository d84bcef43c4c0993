"""The maker of reports: the right is asked for again, then counts become a document, and that a file."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import grpc

from kit.documents.making import Bench, Made, Maker
from kit.documents.model import Document
from kit.documents.office import Office, check_right, open_office
from kit.documents.pdf import write_pdf
from kit.documents.workbook import write_workbook
from kit.rpc.gate import RemoteGate
from services.reports.documents.control_report import control_report
from services.reports.documents.month_report import month_report
from services.reports.documents.source import Pool, Source

# Whose jobs they are.
SERVICE = "reports"
PERMISSION = "reports.documents.make"
REPORTS: Mapping[str, Callable[[Source], tuple[str, Document]]] = {"control": control_report, "month": month_report}


def maker(pool: Pool, identity: grpc.Channel) -> Maker:
    """What a workshop makes reports with."""
    gate = RemoteGate(identity)

    def make(bench: Bench) -> Made:
        order = bench.order
        check_right(gate, order.asked_by, PERMISSION, order.place)
        return make_for(pool, bench, open_office(identity, order.school_id))

    return make


def make_for(pool: Pool, bench: Bench, office: Office) -> Made:
    """Makes it for somebody who has the right. Raises CanNotMake, Stopped, DependencyDown, OSError."""
    order = bench.order
    who = office.names([order.asked_by])[order.asked_by].full
    title, document = REPORTS[order.kind](Source(pool, bench, office, datetime.now(UTC), who))
    if order.form == "pdf":
        write_pdf(document, bench.file)
    else:
        write_workbook(document, bench.file, bench.folder)
    return Made(title, office.named - {order.asked_by})
