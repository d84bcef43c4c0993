"""The maker of gradebook's documents: the right is asked for again, then facts become a document, and that a file."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import grpc

from kit.documents.making import Bench, Made, Maker
from kit.documents.model import Document
from kit.documents.office import Office, check_right, open_office
from kit.documents.pdf import write_pdf
from kit.documents.workbook import write_workbook
from kit.rpc.gate import RemoteGate
from services.gradebook.documents.archive import write_archive
from services.gradebook.documents.class_journal import class_journal
from services.gradebook.documents.diary_week import diary_week
from services.gradebook.documents.report_card import report_card
from services.gradebook.documents.source import Pool, Source
from services.gradebook.documents.substitution_register import substitution_register
from services.gradebook.documents.summary_sheet import summary_sheet
from services.gradebook.domain import documents as domain

PAPERS: Mapping[str, Callable[[Source], tuple[str, Document]]] = {
    domain.SUMMARY_SHEET: summary_sheet,
    domain.REPORT_CARD: report_card,
    domain.CLASS_JOURNAL: class_journal,
    domain.DIARY_WEEK: diary_week,
    domain.SUBSTITUTION_REGISTER: substitution_register,
}


def maker(pool: Pool, identity: grpc.Channel) -> Maker:
    """What a workshop makes documents with."""
    gate = RemoteGate(identity)

    def make(bench: Bench) -> Made:
        order = bench.order
        permission = domain.PERMISSIONS[domain.place_of(order.place).kind]
        check_right(gate, order.asked_by, permission, order.place)
        return make_for(pool, bench, open_office(identity, order.school_id))

    return make


def make_for(pool: Pool, bench: Bench, office: Office) -> Made:
    """Makes it for somebody who has the right. Raises CanNotMake, Stopped, DependencyDown, OSError."""
    order = bench.order
    who = office.names([order.asked_by])[order.asked_by].full
    source = Source(pool, bench, office, datetime.now(UTC), who)
    if order.kind == domain.TERM_ARCHIVE:
        return write_archive(source)
    title, document = PAPERS[order.kind](source)
    if order.form == "pdf":
        write_pdf(document, bench.file)
    else:
        write_workbook(document, bench.file, bench.folder)
    return Made(title, office.named - {order.asked_by})
