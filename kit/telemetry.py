"""Traces and metrics (OpenTelemetry). One trace goes from the click to the parent's message.

Spans and metrics hold ids, method names and durations: no personal data, no request or response contents.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import context, metrics, propagate, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

_METRICS_EVERY_MS = 15_000
_SPANS_EVERY_MS = 1_000
# A process that ends must not wait long for a receiver that is away.
_EXPORT_SECONDS = 2
# Stands for the real one until telemetry is started. Kept: to get one anew cost more than the span itself.
_TRACER = trace.get_tracer("zvonok")
# Seconds; the library's own bounds are made for milliseconds.
_DURATIONS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)


def start(service: str, role: str, endpoint: str) -> None:
    """Starts telemetry of this process. With an empty endpoint spans are made (logs need their ids) but not sent."""
    resource = Resource.create({"service.name": service, "service.namespace": "zvonok", "zvonok.role": role})
    tracing = TracerProvider(resource=resource)
    readers = []
    if endpoint:
        base = endpoint.rstrip("/")
        exporter = OTLPSpanExporter(endpoint=f"{base}/v1/traces", timeout=_EXPORT_SECONDS)
        tracing.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=_SPANS_EVERY_MS))
        metric_exporter = OTLPMetricExporter(endpoint=f"{base}/v1/metrics", timeout=_EXPORT_SECONDS)
        readers.append(PeriodicExportingMetricReader(metric_exporter, export_interval_millis=_METRICS_EVERY_MS))
    trace.set_tracer_provider(tracing)
    metrics.set_meter_provider(MeterProvider(metric_readers=readers, resource=resource))


def tracer() -> trace.Tracer:
    """The tracer of the platform's own spans."""
    return _TRACER


def duration_histogram(name: str, description: str) -> metrics.Histogram:
    """A histogram of seconds, with the bounds of OpenTelemetry's conventions for durations."""
    return metrics.get_meter("zvonok").create_histogram(
        name, unit="s", description=description, explicit_bucket_boundaries_advisory=_DURATIONS
    )


def trace_headers() -> dict[str, str]:
    """The W3C trace context of the current span as headers; empty where there is none."""
    headers: dict[str, str] = {}
    propagate.inject(headers)
    return headers


def trace_id() -> str:
    """The current trace id, 32 hexadecimal digits; empty where there is none."""
    current = trace.get_current_span().get_span_context()
    return format(current.trace_id, "032x") if current.is_valid else ""


@contextmanager
def attach(headers: Mapping[str, str]) -> Iterator[None]:
    """Makes the trace context in these headers the current one."""
    token = context.attach(propagate.extract(headers))
    try:
        yield
    finally:
        context.detach(token)
