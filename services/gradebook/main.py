"""The gradebook service: lessons, line items, marks, attendance, homework, documents."""

import sys

from kit.service import Auditor, Service, run
from services.gradebook.actions import audit
from services.gradebook.bindings import servicers
from services.gradebook.events import HANDLERS
from services.gradebook.tasks import tasks

SERVICE = Service(
    name="gradebook",
    servicers=servicers,
    handlers=lambda _resources: HANDLERS,
    tasks=tasks,
    auditor=Auditor(audit.findings, audit.todays_roots),
)

if __name__ == "__main__":
    sys.exit(run(SERVICE, sys.argv[1:]))
