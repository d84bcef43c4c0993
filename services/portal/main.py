"""The portal's process: `python -m services.portal.main serve`."""

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any

from gunicorn.app.base import BaseApplication

from kit import telemetry
from kit.config import ConfigError
from kit.logs import configure_logs
from services.portal.app import THREADS, create_app
from services.portal.clients import connect
from services.portal.config import PortalConfig, read_config

_GRACE_SECONDS = 12


class Portal(BaseApplication):  # type: ignore[misc]
    """gunicorn with one worker of many threads; the app is made in the worker, since gRPC does not survive a fork."""

    def __init__(self, config: PortalConfig) -> None:
        self._portal = config
        super().__init__()

    def load_config(self) -> None:
        """The server's settings; requests are logged by the app itself, without addresses."""
        settings = {
            "bind": self._portal.listen,
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "worker_connections": 1000,
            "keepalive": 30,
            "graceful_timeout": _GRACE_SECONDS,
            "timeout": 60,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": _end_streams_at_stop,
        }
        for name, value in settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI application, in the worker process."""
        configure_logs("portal", "serve")
        telemetry.start("portal", "serve", self._portal.otlp_endpoint)
        return create_app(self._portal, connect(self._portal))


def _end_streams_at_stop(worker: Any) -> None:
    """Live pages hold threads for minutes: without this every stop would wait out the whole grace time."""
    streams = worker.wsgi.extensions["zvonok_streams"]

    def stop(number: int, frame: FrameType | None) -> None:
        streams.stop()
        worker.handle_exit(number, frame)

    signal.signal(signal.SIGTERM, stop)


def main(arguments: Sequence[str]) -> int:
    """Runs the portal until it is told to stop. Returns 2 on a wrong command or a missing setting."""
    if list(arguments) != ["serve"]:
        print("usage: python -m services.portal.main serve", file=sys.stderr)  # noqa: T201 - the command line's answer
        return 2
    try:
        config = read_config(os.environ)
    except ConfigError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the command line's answer
        return 2
    Portal(config).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
