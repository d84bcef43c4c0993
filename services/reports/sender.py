"""The process that sends webhooks' calls: woken by NOTIFY and by the next due time, some webhooks side by side."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
from psycopg_pool import PoolTimeout

from kit.listening import Bell
from kit.logs import logger
from services.reports.actions.sending import Desk, claim_webhook, purge_calls, seconds_until_due, send_calls
from services.reports.store.webhooks import DUE, Claimed

# Calls at once. Webhooks that failed last time get at most half of them: the others never wait for those that hang.
SLOTS = 8
_LONGEST_WAIT_SECONDS = 20.0
_PURGE_SECONDS = 3600.0
_AWAY = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout)


def run_sender(desk: Desk, database_url: str, stop: threading.Event) -> None:
    """Sends until `stop` is set; calls in hand are ended. A database that is away is waited for."""
    bell = Bell(database_url, DUE)
    bell.start()
    with bell.subscribe() as rung, ThreadPoolExecutor(SLOTS, thread_name_prefix="webhook") as threads:
        sender = _Sender(desk, rung, threads)
        logger().info("sender_ready")
        while not stop.is_set():
            rung.clear()
            try:
                sender.fill()
                wait = sender.wait_seconds()
            except _AWAY as error:
                logger().warning("sender_waits", problem=error.__class__.__name__)
                wait = 1.0
            ends = time.monotonic() + wait
            # A signal handler only sets an event, so the wait is cut into seconds to see it.
            while not stop.is_set() and (left := ends - time.monotonic()) > 0:
                if rung.wait(min(left, 1.0)):
                    break


class _Sender:
    """Gives webhooks that are due to free threads."""

    def __init__(self, desk: Desk, rung: threading.Event, threads: ThreadPoolExecutor) -> None:
        self._desk = desk
        self._rung = rung
        self._threads = threads
        self._lock = threading.Lock()
        self._busy = 0
        self._failing = 0
        self._next_purge = 0.0

    def fill(self) -> None:
        """Until all threads are busy or nothing is due."""
        self._purge()
        while True:
            with self._lock:
                if self._busy >= SLOTS:
                    return
                failing_too = self._failing < SLOTS // 2
            claimed = claim_webhook(self._desk, failing_too=failing_too)
            if claimed is None:
                return
            self._count(claimed, 1)
            self._threads.submit(self._send, claimed)

    def wait_seconds(self) -> float:
        """Until the next call is due. With all threads busy, or those for failing webhooks, one that ends rings."""
        with self._lock:
            full = self._busy >= SLOTS or self._failing >= SLOTS // 2
        due = None if full else seconds_until_due(self._desk)
        return _LONGEST_WAIT_SECONDS if due is None else min(max(due, 0.0), _LONGEST_WAIT_SECONDS)

    def _send(self, claimed: Claimed) -> None:
        try:
            send_calls(self._desk, claimed)
        except Exception as error:
            # The webhook comes free when its lease ends; the rest goes on.
            logger().error("webhook_not_sent", webhook=claimed.webhook_id, problem=error.__class__.__name__)
        finally:
            self._count(claimed, -1)
            self._rung.set()

    def _count(self, claimed: Claimed, by: int) -> None:
        with self._lock:
            self._busy += by
            self._failing += by if claimed.failures else 0

    def _purge(self) -> None:
        if time.monotonic() >= self._next_purge:
            self._next_purge = time.monotonic() + _PURGE_SECONDS
            while purge_calls(self._desk):
                pass
