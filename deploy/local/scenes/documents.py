"""The deputy head has documents made by workers, and takes them when ready: a PDF, and a workbook that opens."""

import io
import re
from zipfile import BadZipFile

from openpyxl import load_workbook

from deploy.local.browser import Browser, read
from deploy.local.scenes.stage import DidNotHappen, Stage, until

_SCHOOL = re.compile(r'href="/schools/([0-9a-f-]{36})/documents"')
_PERIOD = re.compile(r'id="period-summary_sheet".*?<option value="([^"]+)" selected', re.DOTALL)
_FILE = re.compile(r'<a class="button main" href="(/schools/[0-9a-f-]{36}/documents/[^"]+)"')


class Documents:
    """One performance; what it orders is kept for seven days, as always."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def play(self) -> None:
        """All steps. Raises DidNotHappen."""
        step = self._stage.step
        deputy = self._stage.log_in("deputy")
        with step("the deputy head orders the report on the journals as PDF") as notes:
            page = self._page(deputy)
            content = self._made(deputy, page, "/documents/reports", kind="report_kind_control", form="pdf")
            if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-32:]:
                raise DidNotHappen("what was made is no PDF: ./zvonok logs reports-work")
            notes.append(f"{len(content) // 1024} KB")
        with step("and the summary sheets of all classes as a workbook") as notes:
            period = _PERIOD.search(deputy.get(page).text)
            content = self._made(
                deputy, page, "/documents", kind="summary_sheet", form="xlsx", period=period[1] if period else ""
            )
            try:
                book = load_workbook(io.BytesIO(content), read_only=True)
            except (BadZipFile, KeyError) as error:
                raise DidNotHappen("what was made is no workbook: ./zvonok logs gradebook-work") from error
            notes.append(f"{len(book.sheetnames)} classes, {len(content) // 1024} KB")

    @staticmethod
    def _page(deputy: Browser) -> str:
        start = deputy.get("/")
        found = _SCHOOL.search(start.text)
        if found is None:
            first = re.search(r'href="/schools/([0-9a-f-]{36})["/]', start.text)
            found = _SCHOOL.search(deputy.get(f"/schools/{first[1]}").text) if first else None
        if found is None:
            raise DidNotHappen("the deputy head's pages lead to no documents: ./zvonok logs portal")
        return f"/schools/{found[1]}/documents"

    @staticmethod
    def _made(deputy: Browser, address: str, action: str, **fields: str) -> bytes:
        """Orders one, waits until a new one can be taken, and takes it. Raises DidNotHappen."""
        page = deputy.get(address)
        there = set(_FILE.findall(page.text))
        form = next((each for each in read(page)[1] if each.action.partition("#")[0].endswith(action)
                     and each.fields.get("kind") == fields["kind"]), None)  # fmt: skip
        if form is None:
            raise DidNotHappen(f"the page has no form for {fields['kind']}: ./zvonok logs portal")
        if not deputy.submit(page, form, **fields).ok:
            raise DidNotHappen("the order was refused: ./zvonok logs portal")
        made = until(lambda: set(_FILE.findall(deputy.get(address).text)) - there)
        if not made:
            raise DidNotHappen("no document was made: ./zvonok status, ./zvonok logs gradebook-work, reports-work")
        return deputy.take(made.pop())
