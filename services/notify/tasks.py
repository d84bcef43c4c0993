"""Jobs of notify: delivering one notice; and a look, now and then, for jobs that were lost."""

import os
import threading

import psycopg
from celery import Celery
from psycopg_pool import PoolTimeout

from kit.gauges import observe_counts
from kit.logs import logger
from kit.service import Resources
from kit.tasks import build_celery
from services.notify.actions.delivering import deliver, sweep
from services.notify.actions.digesting import send_digest
from services.notify.actions.holding import DELIVER, DIGEST
from services.notify.actions.messaging import forget_texts
from services.notify.actions.sending import Desk
from services.notify.channels.bounces import bounce_door
from services.notify.channels.registry import channels_in_use
from services.notify.config import read_notify_config
from services.notify.store import watching

_SWEEP_SECONDS = 30


def tasks(resources: Resources) -> Celery:
    """The Celery application with notify's jobs; starts the look for lost jobs in a thread of its own."""
    app = build_celery(resources.config)
    config = read_notify_config(os.environ)
    desk = Desk(resources.pool, channels_in_use(resources, config), config.platform, config.reserve_after)

    @app.task(name=DELIVER, shared=False)  # type: ignore[untyped-decorator]
    def deliver_notice(notice_id: str) -> None:
        deliver(desk, notice_id)

    @app.task(name=DIGEST, shared=False)  # type: ignore[untyped-decorator]
    def deliver_digest(digest_id: str) -> None:
        send_digest(desk, digest_id)

    observe_counts(
        resources.config,
        "notices.waiting",
        "notices, deliveries and digests that wait",
        watching.WAITING,
        watching.LABELS,
    )
    observe_counts(
        resources.config,
        "channels.state",
        "whether a channel is paused (1) because it fails, and its failures one after the other",
        watching.CHANNELS,
        watching.CHANNEL_LABELS,
    )
    if config.bounce_listen:
        bounce_door(desk, config).start()
    threading.Thread(target=_sweep_for_ever, args=(resources,), name="sweep", daemon=True).start()
    return app


def _sweep_for_ever(resources: Resources) -> None:
    pause = threading.Event()
    while not pause.wait(_SWEEP_SECONDS):
        try:
            found = sweep(resources.pool)
            forget_texts(resources.pool)
        except (psycopg.Error, PoolTimeout) as error:
            logger().warning("sweep_waits", problem=error.__class__.__name__)
        else:
            if found:
                logger().warning("lost_jobs_started_again", count=found)
