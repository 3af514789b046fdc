"""What a Celery worker does besides its tasks: it loads the model early, and it sweeps."""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING, Any

from celery.signals import worker_process_init, worker_ready, worker_shutdown, worker_shutting_down

from diagnostics import inference
from diagnostics.services.sweeper import sweep_forever

if TYPE_CHECKING:
    from celery.worker import WorkController

logger = logging.getLogger(__name__)

_stop = threading.Event()


@worker_process_init.connect
def load_model(**_kwargs: Any) -> None:
    """Load the engine in the child that runs the tasks, before the first image comes."""
    try:
        inference.warm_up()
    except inference.ModelUnavailableError:
        logger.exception("The model cannot be loaded; analyses wait until it can")


@worker_ready.connect
def start_sweeping(**_kwargs: Any) -> None:
    """Sweep from a thread of the parent, which runs no task and so is never busy."""
    _stop.clear()
    threading.Thread(target=sweep_forever, args=(_stop,), name="sweeper", daemon=True).start()


@worker_shutting_down.connect
def stop_sweeping(**_kwargs: Any) -> None:
    """End the thread with the worker."""
    _stop.set()


@worker_shutdown.connect
def leave(sender: WorkController, **_kwargs: Any) -> None:
    """End at once: all is closed by now, and what would follow only waits for threads that sleep."""
    logging.shutdown()
    os._exit(sender.exitcode or 0)
