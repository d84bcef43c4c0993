"""Documents of a test's school: ordered by RPC, made by the job that the order left, given out by RPC."""

import io
import json
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from openpyxl import load_workbook
from pypdf import PdfReader
from zvonok.gradebook.v1 import documents_pb2 as pb
from zvonok.identity.v1 import access_pb2, access_pb2_grpc, people_pb2, people_pb2_grpc, schools_pb2

from kit.database import EVERY_SCHOOL, transaction
from kit.documents.making import Workshop, make_document
from kit.file_store import FileStore
from kit.ids import new_id
from services.gradebook.actions.documents import SERVICE
from services.gradebook.documents.making import maker
from services.gradebook.rpc.documents import DocumentServicer
from tests.integration.gradebook.world import World

TITLE = "Школа № 5 «Лицей & К°»"
_FAMILIES = ("Абрамова", "Белов", "Васильева", "Громов")
_FIELD = {"classes": "class", "groups": "group", "pupils": "pupil"}
_CREATE = {"classes": "Class", "groups": "Group", "pupils": "Pupil"}


class Identity(people_pb2_grpc.PeopleServiceServicer, access_pb2_grpc.AccessServiceServicer):
    """What documents ask of identity, over gRPC. Everybody has a name by the end of the id."""

    def __init__(self, world: World) -> None:
        self.world, self.allowed, self.away = world, True, False
        self.asked: list[tuple[str, str, str]] = []

    def BatchGetNames(self, request: Any, context: Any) -> people_pb2.BatchGetNamesResponse:
        if self.away:
            context.abort(grpc.StatusCode.UNAVAILABLE, "away")
        school = schools_pb2.School(name=request.school, title=TITLE, time_zone="UTC")
        told = self.world.school().terms[0]
        term = schools_pb2.Term(
            name=f"{request.school}/terms/{told.term_id}", title="I четверть", begin_date=told.begin_date,
            end_date=told.end_date, school_year=told.school_year,
        )  # fmt: skip
        return people_pb2.BatchGetNamesResponse(
            school=school,
            terms=[term],
            names=[
                people_pb2.PersonName(person=each, family_name=self.family(each[8:]), given_name="Вера")
                for each in request.persons
            ],
        )

    def BatchCheck(self, request: Any, context: Any) -> access_pb2.BatchCheckResponse:
        self.asked += [(request.subject, each.permission, each.resource) for each in request.items]
        return access_pb2.BatchCheckResponse(
            decisions=[access_pb2.Decision(allowed=self.allowed, relation="class_teacher") for _ in request.items]
        )

    def family(self, person_id: str) -> str:
        ids = self.world.pupil_ids
        if person_id in ids[: len(_FAMILIES)]:
            return _FAMILIES[ids.index(person_id)]
        return f"Учеников{person_id[-6:]}"


@dataclass
class Documents:
    """The documents of a world."""

    world: World
    folder: Path
    channel: grpc.Channel
    identity: Identity
    store: FileStore = field(init=False)
    shop: Workshop = field(init=False)

    def __post_init__(self) -> None:
        self.store = FileStore(self.folder)
        make = maker(self.world.pool, self.channel)
        self.shop = Workshop(SERVICE, self.world.pool, self.store, self.folder / "making", make)
        self.servicer = DocumentServicer(self.world.servicer_resources, self.store)

    @property
    def school(self) -> str:
        return f"schools/{self.world.school_id}"

    @property
    def class_name(self) -> str:
        return f"{self.school}/classes/{self.world.class_id}"

    def order(self, place: str, kind: str, form: str = "pdf", *, person: str | None = None, **about: str) -> str:
        """Orders one; gives its id."""
        part = place.split("/")[2] if place.count("/") > 1 else ""
        numbers: dict[str, Any] = {
            "kind": pb.DocumentKind.Value(f"DOCUMENT_KIND_{kind.upper()}"),
            "form": pb.DocumentForm.Value(f"DOCUMENT_FORM_{form.upper()}"),
        }
        wanted = pb.DocumentOrder(**numbers, **about)
        name = _CREATE.get(part, "School")
        request = getattr(pb, f"Create{name}DocumentRequest")(
            **{_FIELD.get(part, "school"): place, "request_id": new_id(), "order": wanted}
        )
        answer = self.world.call(getattr(self.servicer, f"Create{name}Document"), request, person)
        return str(answer.document)

    def work(self) -> int:
        """Does the jobs that wait; how many."""
        with transaction(self.world.pool, EVERY_SCHOOL) as connection:
            rows = connection.execute(
                "DELETE FROM outbox WHERE kind = 'task' AND available_at <= now() RETURNING name, payload"
            ).fetchall()
        for name, payload in rows:
            assert name == self.shop.job
            make_document(self.shop, *json.loads(payload))
        return len(rows)

    def state(self, document: str, place: str | None = None) -> pb.Document:
        """How far it is, as its list says."""
        answer = self.listed(place or self.class_name)
        found: pb.Document
        [found] = [each for each in answer.documents if each.document == document]
        return found

    def listed(self, place: str, person: str | None = None, **pages: Any) -> Any:
        """A page of the list of a place."""
        part = place.split("/")[2] if place.count("/") > 1 else ""
        name = _CREATE.get(part, "School")
        request = getattr(pb, f"List{name}DocumentsRequest")(**{_FIELD.get(part, "school"): place}, **pages)
        return self.world.call(getattr(self.servicer, f"List{name}Documents"), request, person)

    def download(self, place: str, document: str, person: str | None = None) -> tuple[Any, bytes]:
        """(first part, content) of a finished one."""
        part = place.split("/")[2] if place.count("/") > 1 else ""
        name = _CREATE.get(part, "School")
        request = getattr(pb, f"Download{name}DocumentRequest")(
            **{_FIELD.get(part, "school"): place, "document": document}
        )
        method = getattr(self.servicer, f"Download{name}Document")
        first, *rest = self.world.call(lambda wanted, context: list(method(wanted, context)), request, person)
        return first, b"".join(each.chunk for each in rest)

    def made(self, place: str, kind: str, form: str = "pdf", **about: str) -> bytes:
        """Orders, makes and gives out one."""
        document = self.order(place, kind, form, **about)
        self.work()
        return self.download(place, document)[1]

    def cancel(self, document: str) -> None:
        request = pb.CancelDocumentRequest(school=self.school, request_id=new_id(), document=document)
        self.world.call(self.servicer.CancelDocument, request)

    def repeat(self, document: str) -> None:
        request = pb.RepeatDocumentRequest(school=self.school, request_id=new_id(), document=document)
        self.world.call(self.servicer.RepeatDocument, request)

    def files(self) -> list[Path]:
        """Everything that lies in the folder."""
        return [path for path in self.folder.rglob("*") if path.is_file()]


@contextmanager
def documents_of(world: World, folder: Path) -> Iterator[Documents]:
    """The documents of a world, with an identity that listens."""
    identity = Identity(world)
    server = grpc.server(ThreadPoolExecutor(4))
    people_pb2_grpc.add_PeopleServiceServicer_to_server(identity, server)
    access_pb2_grpc.add_AccessServiceServicer_to_server(identity, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield Documents(world, folder, channel, identity)
    server.stop(None)


def text_of(pdf: bytes) -> str:
    """All text of a PDF, its lines joined."""
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def sheets_of(xlsx: bytes) -> dict[str, list[list[Any]]]:
    """Sheet → rows of values."""
    book = load_workbook(io.BytesIO(xlsx))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def parts_of(archive: bytes) -> dict[str, bytes]:
    """Name → content of the parts of a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(archive)) as read:
        return {name: read.read(name) for name in read.namelist()}
