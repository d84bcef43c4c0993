"""Jobs of gradebook: making one document; and a look, now and then, for jobs that were lost and documents whose days
are over."""

import os

from celery import Celery

from kit.documents.making import Workshop, make_document, start_sweeping
from kit.file_store import FileStore
from kit.service import Resources
from kit.tasks import build_celery
from services.gradebook.actions.documents import SERVICE
from services.gradebook.config import read_documents_dir
from services.gradebook.documents.making import maker


def tasks(resources: Resources) -> Celery:
    """The Celery application with gradebook's jobs."""
    app = build_celery(resources.config)
    folder = read_documents_dir(os.environ)
    shop = Workshop(
        SERVICE, resources.pool, FileStore(folder), folder / "making", maker(resources.pool, resources.identity)
    )  # fmt: skip

    @app.task(name=shop.job, shared=False)  # type: ignore[untyped-decorator]
    def make(school_id: str, document_id: str) -> None:
        make_document(shop, school_id, document_id)

    start_sweeping(shop)
    return app
