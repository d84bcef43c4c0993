"""Errors that mean something to a caller.

Raised anywhere below an RPC, they become a `google.rpc.Status` with one `ErrorInfo` (AIP-193) at the server's edge
(`kit.rpc.errors`). Any other exception is a fault of ours: the caller sees INTERNAL and a trace id, nothing else.
"""

from collections.abc import Mapping

import grpc

ERROR_DOMAIN = "zvonok"


class ServiceError(Exception):
    """A refusal with a stable reason (UPPER_SNAKE_CASE), a plain English message and, in metadata, its details.

    Neither message nor metadata may hold personal data: both are logged.
    """

    code = grpc.StatusCode.UNKNOWN

    def __init__(self, reason: str, message: str, *, metadata: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.metadata = dict(metadata or {})


class InvalidArgument(ServiceError):
    """The request is wrong whatever the state of the system."""

    code = grpc.StatusCode.INVALID_ARGUMENT


class Unauthenticated(ServiceError):
    """There is no valid proof of who calls."""

    code = grpc.StatusCode.UNAUTHENTICATED


class NotAllowed(ServiceError):
    """No right, or no such thing: one text for both, so that asking tells nothing (AIP-193, AIP-211)."""

    code = grpc.StatusCode.PERMISSION_DENIED

    def __init__(self) -> None:
        super().__init__("NOT_ALLOWED", "There is no such thing, or you have no right to it.")


class Conflict(ServiceError):
    """Another save came between what the caller has seen and this one."""

    code = grpc.StatusCode.ABORTED


class FailedPrecondition(ServiceError):
    """A rule forbids it in the present state; trying again alone does not help."""

    code = grpc.StatusCode.FAILED_PRECONDITION


class AlreadyExists(ServiceError):
    """The thing to make is there already."""

    code = grpc.StatusCode.ALREADY_EXISTS


class RateLimited(ServiceError):
    """Too many tries; metadata `retry_seconds` says when to come back."""

    code = grpc.StatusCode.RESOURCE_EXHAUSTED


class DependencyDown(ServiceError):
    """A part that the answer needs is away. Raised by kit alone, never by a business rule."""

    code = grpc.StatusCode.UNAVAILABLE
