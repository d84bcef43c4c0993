"""Errors on the wire: one `google.rpc.Status` with one `ErrorInfo` (AIP-193)."""

from typing import NoReturn, cast

import grpc
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from kit.errors import ERROR_DOMAIN, ServiceError


def abort(context: grpc.ServicerContext, error: ServiceError) -> NoReturn:
    """Ends the call with this error."""
    detail = any_pb2.Any()
    detail.Pack(error_details_pb2.ErrorInfo(reason=error.reason, domain=ERROR_DOMAIN, metadata=error.metadata))
    status = status_pb2.Status(code=error.code.value[0], message=error.message, details=[detail])
    context.abort_with_status(rpc_status.to_status(status))
    raise AssertionError("abort_with_status raises")


def abort_fault(context: grpc.ServicerContext, trace_id: str) -> NoReturn:
    """Ends the call as a fault of ours: the caller learns nothing but the trace id to report."""
    context.abort(grpc.StatusCode.INTERNAL, f"The service failed; report trace {trace_id}.")
    raise AssertionError("abort raises")


def error_info(error: grpc.RpcError) -> error_details_pb2.ErrorInfo | None:
    """The ErrorInfo that a server of ours sent along, for clients; None when there is none."""
    status = rpc_status.from_call(cast("grpc.Call", error))
    for detail in status.details if status else ():
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info):
            return info
    return None
