"""Live pages: relays a service's stream to the browser as server-sent events.

Each open page holds one thread of the server and one gRPC stream. Both end when the browser is gone (the next heartbeat
finds out), when the server stops, and after some minutes in any case: the browser comes back by itself with a fresh
token, so an ended session ends its streams too.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import grpc
from flask import Response

from kit.logs import logger

_HEARTBEAT_SECONDS = 15.0
_LIFE_SECONDS = 240.0
_RETRY_MS = 2000
_OVER = object()
# This one stream is not to be had, now or ever: who asks again at once gets nothing else.
_NOT_NOW = (
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.UNIMPLEMENTED,
    grpc.StatusCode.INVALID_ARGUMENT,
)
_FINAL = (grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.UNIMPLEMENTED)

Say = Callable[[Any], tuple[str, str]]


class Streams:
    """The open streams of this process; at most `most` at a time, so that pages always find a free thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._open: set[queue.SimpleQueue[Any]] = set()
        self._stopped = False

    def relay(self, call: Any, say: Say, *others: tuple[Any, Say]) -> Response:
        """An event-stream response over a gRPC stream; `say` turns a message into (event, data).

        `others` are streams that come along in the same response, because a browser has few connections to spare:
        one that is refused leaves the others. Answers 503 when the process has enough streams: the page tries again
        later and works without till then.
        """
        calls = [call, *(other for other, _ in others)]
        box: queue.SimpleQueue[Any] = queue.SimpleQueue()
        with self._lock:
            if self._stopped or len(self._open) >= self._most:
                for each in calls:
                    each.cancel()
                return Response(status=503, headers={"Retry-After": "30"})
            self._open.add(box)
        readers = [_Reader(call, say, box), *(_Reader(*other, box, along=True) for other in others)]
        response = Response(_events(readers, box), mimetype="text/event-stream")
        response.headers["X-Accel-Buffering"] = "no"
        response.call_on_close(lambda: self._close(calls, box))
        return response

    def stop(self) -> None:
        """Ends all streams; safe to call from a signal handler."""
        self._stopped = True
        for box in tuple(self._open):
            box.put(None)

    def _close(self, calls: Sequence[Any], box: "queue.SimpleQueue[Any]") -> None:
        for call in calls:
            call.cancel()
        with self._lock:
            self._open.discard(box)


def _events(readers: "Sequence[_Reader]", box: "queue.SimpleQueue[Any]") -> Iterator[str]:
    for reader in readers:
        threading.Thread(target=reader.read, name="stream-reader", daemon=True).start()
    end = time.monotonic() + _LIFE_SECONDS
    yield f"retry: {_RETRY_MS}\n\n"
    while (left := end - time.monotonic()) > 0:
        try:
            message = box.get(timeout=min(_HEARTBEAT_SECONDS, left))
        except queue.Empty:
            yield ": still here\n\n"
            continue
        if message is None:
            return
        if message is _OVER:
            # The page stops asking: this person gets no such stream.
            yield "event: over\ndata: 1\n\n"
            return
        event, data = message
        yield f"event: {event}\ndata: {data}\n\n"


@dataclass(frozen=True, slots=True)
class _Reader:
    """Puts what a gRPC stream says into the box: events, and how it ended."""

    call: Any
    say: Say
    box: "queue.SimpleQueue[Any]"
    # Comes along with another stream, which goes on without it.
    along: bool = False

    def read(self) -> None:
        """Until the stream ends."""
        try:
            for message in self.call:
                self.box.put(self.say(message))
        except grpc.RpcError as error:
            # The service went away or the stream was cancelled: the browser connects again after the retry time.
            if error.code() is not grpc.StatusCode.CANCELLED:
                logger().info("stream ended", code=error.code().name)
            if self.along and error.code() in _NOT_NOW:
                return
            if error.code() in _FINAL:
                self.box.put(_OVER)
        self.box.put(None)
