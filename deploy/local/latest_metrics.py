"""The latest value of every metric, taken from OTLP and shown as Prometheus text."""

import re
import threading
import time
from collections.abc import Iterator
from typing import Any

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.metrics.v1 import metrics_pb2

_MOST_SERIES = 20_000
# A process that has sent nothing for so long is gone.
_KEPT_SECONDS = 120
_NOT_A_NAME = re.compile(r"[^a-zA-Z0-9_]")
_UNITS = {"s": "_seconds", "ms": "_milliseconds", "By": "_bytes"}

_Labels = tuple[tuple[str, str], ...]


def plain(value: AnyValue) -> Any:
    """An OTLP value as a Python one."""
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    if kind == "array_value":
        return [plain(one) for one in value.array_value.values]
    if kind == "kvlist_value":
        return {one.key: plain(one.value) for one in value.kvlist_value.values}
    return value.bytes_value.hex() if kind == "bytes_value" else getattr(value, kind)


class LatestMetrics:
    """The last sent samples of every metric of every process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # Metric name -> (kind, help); (name, labels of the process and point) -> (when, samples).
        self._about: dict[str, tuple[str, str]] = {}
        self._points: dict[tuple[str, _Labels], tuple[float, list[str]]] = {}

    def add(self, request: ExportMetricsServiceRequest) -> None:
        """Takes one OTLP message."""
        with self._lock:
            now = time.monotonic()
            for name, about, labels, samples in _points(request):
                if (name, labels) in self._points or len(self._points) < _MOST_SERIES:
                    self._about[name] = about
                    self._points[name, labels] = (now, samples)

    def as_text(self) -> str:
        """All samples in Prometheus' text format."""
        lines = []
        with self._lock:
            oldest = time.monotonic() - _KEPT_SECONDS
            self._points = {key: point for key, point in self._points.items() if point[0] > oldest}
            last = ""
            for (name, _labels), (_when, samples) in sorted(self._points.items()):
                if name != last:
                    kind, text = self._about[name]
                    lines += [f"# HELP {name} {text}", f"# TYPE {name} {kind}"]
                    last = name
                lines += samples
        return "\n".join(lines) + "\n"


def _points(request: ExportMetricsServiceRequest) -> Iterator[tuple[str, tuple[str, str], _Labels, list[str]]]:
    for resource in request.resource_metrics:
        about = {one.key: plain(one.value) for one in resource.resource.attributes}
        process = (("service", str(about.get("service.name", "?"))), ("role", str(about.get("zvonok.role", ""))))
        for scope in resource.scope_metrics:
            for metric in scope.metrics:
                yield from _of_metric(metric, process)


def _of_metric(
    metric: metrics_pb2.Metric, process: _Labels
) -> Iterator[tuple[str, tuple[str, str], _Labels, list[str]]]:
    kind = metric.WhichOneof("data")
    name = _NOT_A_NAME.sub("_", metric.name) + _UNITS.get(metric.unit, "")
    text = metric.description.replace("\\", "\\\\").replace("\n", " ")
    if kind == "histogram":
        for point in metric.histogram.data_points:
            labels = _labels(process, point)
            yield name, ("histogram", text), labels, list(_histogram(name, labels, point))
    elif kind in ("sum", "gauge"):
        counts = kind == "sum" and metric.sum.is_monotonic
        full = f"{name}_total" if counts else name
        points = metric.sum.data_points if kind == "sum" else metric.gauge.data_points
        for number in points:
            labels = _labels(process, number)
            value = number.as_int if number.WhichOneof("value") == "as_int" else number.as_double
            yield full, ("counter" if counts else "gauge", text), labels, [f"{full}{_text(labels)} {value}"]


def _histogram(name: str, labels: _Labels, point: metrics_pb2.HistogramDataPoint) -> Iterator[str]:
    total = 0
    bounds = [*(f"{bound:g}" for bound in point.explicit_bounds), "+Inf"]
    for bound, count in zip(bounds, point.bucket_counts, strict=False):
        total += count
        yield f"{name}_bucket{_text((*labels, ('le', bound)))} {total}"
    yield f"{name}_sum{_text(labels)} {point.sum}"
    yield f"{name}_count{_text(labels)} {point.count}"


def _labels(process: _Labels, point: Any) -> _Labels:
    own = {_NOT_A_NAME.sub("_", one.key): str(plain(one.value)) for one in point.attributes}
    return tuple(sorted({**own, **dict(process)}.items()))


def _text(labels: _Labels) -> str:
    def escaped(value: str) -> str:
        return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

    return "{" + ",".join(f'{name}="{escaped(value)}"' for name, value in labels) + "}"
