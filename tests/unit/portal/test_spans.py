"""Spans of the portal hold no address, no device and nothing typed into the address line."""

from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.unit.portal.conftest import Start


def recorded(start: Start, path: str) -> ReadableSpan:
    exporter = InMemorySpanExporter()
    provider = trace.get_tracer_provider()
    if not isinstance(provider, TracerProvider):
        provider = TracerProvider()
        trace.set_tracer_provider(provider)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    browser, _, _ = start()
    exporter.clear()
    headers = {"User-Agent": "Лиса 7", "X-Forwarded-For": "203.0.113.9", "traceparent": f"00-{'ab' * 16}-{'cd' * 8}-01"}
    browser.client.get(path, headers=headers)
    (span,) = exporter.get_finished_spans()
    return span


def test_a_span_holds_the_route_alone(start: Start) -> None:
    span = recorded(start, "/notices?page=мама@example.org")
    text = span.to_json()
    for trace_of_a_person in ("example.org", "127.0.0.1", "203.0.113.9", "Лиса"):
        assert trace_of_a_person not in text
    assert "/notices" in text


def test_an_address_that_is_no_page_is_not_kept(start: Start) -> None:
    assert "ivanova" not in recorded(start, "/ivanova-vera").to_json()


def test_nobody_outside_names_the_trace(start: Start) -> None:
    span = recorded(start, "/notices")
    assert span.context is not None
    assert format(span.context.trace_id, "032x") != "ab" * 16
    assert span.parent is None
