"""How gunicorn serves Vicino: a few processes with a few threads, loaded before the fork."""

import gc
import os
import sys

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
preload_app = True
timeout = 60
graceful_timeout = 20
# No header of a request decides below which path we live.
forwarder_headers = ""
# Phones keep a connection for a while; a new one costs more than a waiting one.
keepalive = 15
accesslog = os.environ.get("ACCESS_LOG") or None
loglevel = os.environ.get("LOG_LEVEL", "warning")
# Where the heartbeat files lie: memory, so that a slow disk is no reason to be killed.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108


def on_starting(server):
    """Bring a local database up to date, in the master, before any worker is born."""
    from app.start import prepare
    from wsgi import app

    if app.config["LOCAL"]:
        try:
            prepare(app)
        except SystemExit as stop:
            print(stop, file=sys.stderr)
            raise
    # What is loaded now lives as long as the workers: do not touch it, so that they share it.
    gc.collect()
    gc.freeze()


def when_ready(server):
    """Tell the person at the terminal where to go."""
    from app.start import greeting
    from wsgi import app

    if app.config["LOCAL"]:
        print(greeting(app, bind), flush=True)
