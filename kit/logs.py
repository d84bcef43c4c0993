"""Structured logs: one JSON object a line on standard output, with the trace id of the work in hand."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, cast

import structlog
from opentelemetry import trace


def _add_trace(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = format(context.trace_id, "032x")
    return event


def configure_logs(service: str, role: str) -> None:
    """Sets up logging of the whole process, libraries included, from INFO on (libraries: from WARNING on)."""

    def add_process(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event.update(service=service, role=role)
        return event

    shared: list[structlog.typing.Processor] = [
        add_process,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_trace,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("zvonok").setLevel(logging.INFO)
    # It logs ten lines at every attempt to reach a broker that is away; relay and consumer log the outage once.
    logging.getLogger("pika").setLevel(logging.CRITICAL)


def logger() -> structlog.stdlib.BoundLogger:
    """The logger of the platform's own code. Values that are logged must hold no personal data."""
    return cast("structlog.stdlib.BoundLogger", structlog.get_logger("zvonok"))
