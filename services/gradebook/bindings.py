"""What the gradebook service serves: each contract with the servicer that answers for it."""

import os

from zvonok.gradebook.v1 import (
    absence_notes_pb2,
    absence_notes_pb2_grpc,
    attendance_pb2,
    attendance_pb2_grpc,
    bulk_pb2,
    bulk_pb2_grpc,
    changes_pb2,
    changes_pb2_grpc,
    documents_pb2,
    documents_pb2_grpc,
    exemptions_pb2,
    exemptions_pb2_grpc,
    gradebook_pb2,
    gradebook_pb2_grpc,
    homework_pb2,
    homework_pb2_grpc,
    marks_pb2,
    marks_pb2_grpc,
    mass_absences_pb2,
    mass_absences_pb2_grpc,
    plans_pb2,
    plans_pb2_grpc,
    progress_pb2,
    progress_pb2_grpc,
    rules_pb2,
    rules_pb2_grpc,
    scales_pb2,
    scales_pb2_grpc,
    subjects_pb2,
    subjects_pb2_grpc,
    substitutions_pb2,
    substitutions_pb2_grpc,
    terms_pb2,
    terms_pb2_grpc,
    timetable_pb2,
    timetable_pb2_grpc,
)

from kit.file_store import FileStore
from kit.listening import Bell
from kit.rpc.server import Binding, bind
from kit.service import Resources
from services.gradebook.actions.files import start_sweeping
from services.gradebook.config import read_documents_dir, read_files_dir
from services.gradebook.rpc.absence_notes import AbsenceNoteServicer
from services.gradebook.rpc.attendance import AttendanceServicer
from services.gradebook.rpc.bulk import BulkServicer
from services.gradebook.rpc.changes import ChangeServicer
from services.gradebook.rpc.documents import DocumentServicer
from services.gradebook.rpc.exemptions import ExemptionServicer
from services.gradebook.rpc.homework import HomeworkServicer
from services.gradebook.rpc.journal import GradebookServicer
from services.gradebook.rpc.lesson_plans import PlanServicer
from services.gradebook.rpc.marks import MarkServicer
from services.gradebook.rpc.mass_absences import MassAbsenceServicer
from services.gradebook.rpc.progress import ProgressServicer
from services.gradebook.rpc.rules import RuleServicer
from services.gradebook.rpc.scales import ScaleServicer
from services.gradebook.rpc.subjects import SubjectServicer
from services.gradebook.rpc.substitutions import SubstitutionServicer
from services.gradebook.rpc.terms import TermMarkServicer
from services.gradebook.rpc.timetable import TimetableServicer
from services.gradebook.store.watching import MOVED


def servicers(resources: Resources) -> list[Binding]:
    """All contracts of the service."""
    bell = Bell(resources.config.database_url, MOVED)
    bell.start()
    files = FileStore(read_files_dir(os.environ))
    start_sweeping(resources.pool, files)
    documents = FileStore(read_documents_dir(os.environ))
    return [
        bind(gradebook_pb2, gradebook_pb2_grpc, "GradebookService", GradebookServicer(resources)),
        bind(absence_notes_pb2, absence_notes_pb2_grpc, "AbsenceNoteService", AbsenceNoteServicer(resources)),
        bind(attendance_pb2, attendance_pb2_grpc, "AttendanceService", AttendanceServicer(resources)),
        bind(homework_pb2, homework_pb2_grpc, "HomeworkService", HomeworkServicer(resources, files)),
        bind(plans_pb2, plans_pb2_grpc, "PlanService", PlanServicer(resources)),
        bind(bulk_pb2, bulk_pb2_grpc, "BulkService", BulkServicer(resources)),
        bind(changes_pb2, changes_pb2_grpc, "ChangeService", ChangeServicer(resources, bell)),
        bind(documents_pb2, documents_pb2_grpc, "DocumentService", DocumentServicer(resources, documents)),
        bind(exemptions_pb2, exemptions_pb2_grpc, "ExemptionService", ExemptionServicer(resources)),
        bind(marks_pb2, marks_pb2_grpc, "MarkService", MarkServicer(resources)),
        bind(mass_absences_pb2, mass_absences_pb2_grpc, "MassAbsenceService", MassAbsenceServicer(resources)),
        bind(progress_pb2, progress_pb2_grpc, "ProgressService", ProgressServicer(resources)),
        bind(rules_pb2, rules_pb2_grpc, "RuleService", RuleServicer(resources)),
        bind(scales_pb2, scales_pb2_grpc, "ScaleService", ScaleServicer(resources)),
        bind(subjects_pb2, subjects_pb2_grpc, "SubjectService", SubjectServicer(resources)),
        bind(terms_pb2, terms_pb2_grpc, "TermMarkService", TermMarkServicer(resources)),
        bind(substitutions_pb2, substitutions_pb2_grpc, "SubstitutionService", SubstitutionServicer(resources)),
        bind(timetable_pb2, timetable_pb2_grpc, "TimetableService", TimetableServicer(resources)),
    ]
