"""Jobs of reports: making one document; and a look, now and then, for jobs that were lost."""

import os

from celery import Celery

from kit.documents.making import Workshop, make_document, start_sweeping
from kit.file_store import FileStore
from kit.service import Resources
from kit.tasks import build_celery
from services.reports.config import read_documents_dir
from services.reports.documents.making import SERVICE, maker


def tasks(resources: Resources) -> Celery:
    """The Celery application with the jobs of reports."""
    app = build_celery(resources.config)
    folder = read_documents_dir(os.environ)
    make = maker(resources.pool, resources.identity)
    shop = Workshop(SERVICE, resources.pool, FileStore(folder), folder / "making", make)

    @app.task(name=shop.job, shared=False)  # type: ignore[untyped-decorator]
    def make_one(school_id: str, document_id: str) -> None:
        make_document(shop, school_id, document_id)

    start_sweeping(shop)
    return app
