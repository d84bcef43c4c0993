"""The gradebook service: lessons, line items, marks, attendance, homework."""

import sys

from kit.service import Auditor, Service, run
from services.gradebook.actions import audit
from services.gradebook.bindings import servicers
from services.gradebook.events import HANDLERS

SERVICE = Service(
    name="gradebook",
    servicers=servicers,
    handlers=lambda _resources: HANDLERS,
    auditor=Auditor(audit.findings, audit.todays_roots),
)

if __name__ == "__main__":
    sys.exit(run(SERVICE, sys.argv[1:]))
