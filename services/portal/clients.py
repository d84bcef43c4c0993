"""The portal's stubs: one channel to each service, over mutual TLS as the service `portal`."""

from dataclasses import dataclass
from typing import Any

from zvonok.gradebook.v1 import (
    absence_notes_pb2_grpc,
    attendance_pb2_grpc,
    bulk_pb2_grpc,
    changes_pb2_grpc,
    documents_pb2_grpc,
    exemptions_pb2_grpc,
    gradebook_pb2_grpc,
    homework_pb2_grpc,
    marks_pb2_grpc,
    mass_absences_pb2_grpc,
    plans_pb2_grpc,
    progress_pb2_grpc,
    rules_pb2_grpc,
    scales_pb2_grpc,
    substitutions_pb2_grpc,
    terms_pb2_grpc,
    timetable_pb2_grpc,
)
from zvonok.gradebook.v1 import subjects_pb2_grpc as journal_subjects_pb2_grpc
from zvonok.identity.v1 import (
    access_pb2_grpc,
    exports_pb2_grpc,
    people_pb2_grpc,
    schools_pb2_grpc,
    sessions_pb2_grpc,
    subjects_pb2_grpc,
    verifications_pb2_grpc,
)
from zvonok.notify.v1 import channels_pb2_grpc, messages_pb2_grpc, notify_pb2_grpc, settings_pb2_grpc
from zvonok.reports.v1 import documents_pb2_grpc as report_documents_pb2_grpc
from zvonok.reports.v1 import municipality_pb2_grpc, reports_pb2_grpc, statistics_pb2_grpc, webhooks_pb2_grpc

from kit.rpc.client import open_channel
from services.portal.config import PortalConfig

CALLER = "portal"


@dataclass(frozen=True, slots=True)
class Clients:
    """One stub for each gRPC service. Stubs carry no types (grpc generates none), hence Any."""

    sessions: Any
    people: Any
    schools: Any
    access: Any
    subjects: Any
    verifications: Any
    exports: Any
    gradebook: Any
    attendance: Any
    absence_notes: Any
    mass_absences: Any
    changes: Any
    rules: Any
    bulk: Any
    timetable: Any
    plans: Any
    homework: Any
    substitutions: Any
    term_marks: Any
    journal_subjects: Any
    scales: Any
    exemptions: Any
    line_items: Any
    progress: Any
    notices: Any
    notice_settings: Any
    messages: Any
    channels: Any
    documents: Any
    report_documents: Any
    control_room: Any
    statistics: Any
    webhooks: Any
    municipality: Any


def connect(config: PortalConfig) -> Clients:
    """Opens the channels. They connect at the first call, so the portal starts while a service is still away."""

    def channel(address: str, service: str) -> Any:
        return open_channel(address, service, config.tls_dir, CALLER)

    identity = channel(config.identity_address, "identity")
    gradebook = channel(config.gradebook_address, "gradebook")
    reports = channel(config.reports_address, "reports")
    notify = channel(config.notify_address, "notify")
    return Clients(
        sessions=sessions_pb2_grpc.SessionServiceStub(identity),
        people=people_pb2_grpc.PeopleServiceStub(identity),
        schools=schools_pb2_grpc.SchoolServiceStub(identity),
        access=access_pb2_grpc.AccessServiceStub(identity),
        subjects=subjects_pb2_grpc.SubjectServiceStub(identity),
        verifications=verifications_pb2_grpc.VerificationServiceStub(identity),
        exports=exports_pb2_grpc.ExportServiceStub(identity),
        gradebook=gradebook_pb2_grpc.GradebookServiceStub(gradebook),
        mass_absences=mass_absences_pb2_grpc.MassAbsenceServiceStub(gradebook),
        absence_notes=absence_notes_pb2_grpc.AbsenceNoteServiceStub(gradebook),
        attendance=attendance_pb2_grpc.AttendanceServiceStub(gradebook),
        changes=changes_pb2_grpc.ChangeServiceStub(gradebook),
        rules=rules_pb2_grpc.RuleServiceStub(gradebook),
        bulk=bulk_pb2_grpc.BulkServiceStub(gradebook),
        timetable=timetable_pb2_grpc.TimetableServiceStub(gradebook),
        plans=plans_pb2_grpc.PlanServiceStub(gradebook),
        homework=homework_pb2_grpc.HomeworkServiceStub(gradebook),
        substitutions=substitutions_pb2_grpc.SubstitutionServiceStub(gradebook),
        term_marks=terms_pb2_grpc.TermMarkServiceStub(gradebook),
        journal_subjects=journal_subjects_pb2_grpc.SubjectServiceStub(gradebook),
        scales=scales_pb2_grpc.ScaleServiceStub(gradebook),
        exemptions=exemptions_pb2_grpc.ExemptionServiceStub(gradebook),
        line_items=marks_pb2_grpc.MarkServiceStub(gradebook),
        progress=progress_pb2_grpc.ProgressServiceStub(gradebook),
        documents=documents_pb2_grpc.DocumentServiceStub(gradebook),
        notices=notify_pb2_grpc.NoticeServiceStub(notify),
        notice_settings=settings_pb2_grpc.SettingServiceStub(notify),
        messages=messages_pb2_grpc.MessageServiceStub(notify),
        channels=channels_pb2_grpc.ChannelServiceStub(notify),
        report_documents=report_documents_pb2_grpc.ReportDocumentServiceStub(reports),
        control_room=reports_pb2_grpc.ControlRoomServiceStub(reports),
        municipality=municipality_pb2_grpc.MunicipalityServiceStub(reports),
        statistics=statistics_pb2_grpc.StatisticsServiceStub(reports),
        webhooks=webhooks_pb2_grpc.WebhookServiceStub(reports),
    )
