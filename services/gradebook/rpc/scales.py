"""ScaleService: what a mark can be, and by which weights averages are made."""

from typing import Any

import grpc
from psycopg import Connection
from zvonok.gradebook.v1 import scales_pb2 as pb
from zvonok.gradebook.v1 import scales_pb2_grpc

from kit import pages
from kit.errors import InvalidArgument
from kit.names import parse
from kit.service import Resources
from services.gradebook.actions import scaling
from services.gradebook.actions.asking import Asker
from services.gradebook.domain.scales import Scale, read_threshold
from services.gradebook.domain.texts import clean
from services.gradebook.rpc.changing import change_once
from services.gradebook.rpc.messages import scale_message
from services.gradebook.rpc.requests import GROUP, TERM
from services.gradebook.store.scales import Formula, TermFormula

_SCHOOL = "schools/{school}"
_PAGE, _MOST = 50, 200
_MOST_LISTED = 200


class ScaleServicer(scales_pb2_grpc.ScaleServiceServicer):
    """See proto/zvonok/gradebook/v1/scales.proto."""

    def __init__(self, resources: Resources) -> None:
        self._pool = resources.pool

    def GetScales(self, request: pb.GetScalesRequest, context: grpc.ServicerContext) -> pb.GetScalesResponse:
        """All year groups."""
        scales = scaling.get_scales(self._pool, parse(request.school, _SCHOOL)["school"])
        return pb.GetScalesResponse(scales=[scale_message(grade, scale) for grade, scale in sorted(scales.items())])

    def SetScale(self, request: pb.SetScaleRequest, context: grpc.ServicerContext) -> pb.SetScaleResponse:
        """One year group."""
        grade, scale, reason = request.scale.year_group, _scale(request.scale), clean(request.reason)
        return change_once(
            self._pool, request, parse(request.school, _SCHOOL)["school"], pb.SetScaleResponse,
            lambda connection, asker: pb.SetScaleResponse(
                scale=scale_message(grade, scaling.set_scale(connection, asker, grade, scale, reason))
            ),
        )  # fmt: skip

    def ListFormulas(self, request: pb.ListFormulasRequest, context: grpc.ServicerContext) -> pb.ListFormulasResponse:
        """Versions of the formula."""
        school = parse(request.school, _SCHOOL)["school"]
        size = pages.page_size(request.page_size, _PAGE, _MOST)
        before = int(pages.decode(request.page_token, int)[0]) if request.page_token else None
        rows = scaling.list_formulas(self._pool, school, before, size + 1)
        return pb.ListFormulasResponse(
            formulas=[_formula(row) for row in rows[:size]],
            next_page_token=pages.encode([rows[size - 1].version]) if len(rows) > size else "",
        )

    def GetTermFormula(
        self, request: pb.GetTermFormulaRequest, context: grpc.ServicerContext
    ) -> pb.GetTermFormulaResponse:
        """By which a group's term is averaged."""
        school, group, term = _place(request)
        return pb.GetTermFormulaResponse(
            formula=_term_formula(scaling.get_term_formula(self._pool, school, group, term))
        )

    def RebaseTerm(self, request: pb.RebaseTermRequest, context: grpc.ServicerContext) -> pb.RebaseTermResponse:
        """The weights of today for a group's term."""
        school, group, term = _place(request)
        reason = clean(request.reason)

        def rebase(connection: Connection[Any], asker: Asker) -> pb.RebaseTermResponse:
            formula, changed = scaling.rebase_term(connection, asker, group, term, reason)
            return pb.RebaseTermResponse(formula=_term_formula(formula), changed_line_items=changed)

        return change_once(self._pool, request, school, pb.RebaseTermResponse, rebase)


def _place(request: pb.GetTermFormulaRequest | pb.RebaseTermRequest) -> tuple[str, str, str]:
    school = parse(request.school, _SCHOOL)["school"]
    group, term = parse(request.group, GROUP), parse(request.term, TERM)
    # The door has let the caller into this school and no other.
    if (group["school"], term["school"]) != (school, school):
        raise InvalidArgument("BAD_RESOURCE_NAME", "Group and term must be of the school that is named.")
    return school, group["group"], term["term"]


def _scale(message: pb.Scale) -> Scale:
    if max(len(message.words), len(message.double_subjects), len(message.thresholds)) > _MOST_LISTED:
        raise InvalidArgument("TOO_MANY_VALUES", f"At most {_MOST_LISTED} values in a list.")
    thresholds = [read_threshold(text) for text in message.thresholds]
    if any(each is None for each in thresholds):
        raise InvalidArgument(
            "BAD_THRESHOLDS", "A threshold is a number such as 3.5.", metadata={"field": "thresholds"}
        )  # fmt: skip
    return Scale(
        message.lowest,
        message.highest,
        tuple(message.words),
        message.double_marks,
        tuple(clean(code) for code in message.double_subjects),
        message.minimum_marks,
        tuple(each for each in thresholds if each is not None),
        message.version,
    )


def _formula(row: Formula) -> pb.Formula:
    return pb.Formula(
        version=row.version,
        begin_time=row.begin,
        weights=[pb.FormulaWeight(category=code, weight=weight) for code, weight in sorted(row.weights.items())],
    )


def _term_formula(row: TermFormula) -> pb.TermFormula:
    return pb.TermFormula(version=row.version, rebase_time=row.rebased_at, closed=row.closed)
