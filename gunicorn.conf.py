"""How gunicorn serves Vicino: a few processes with a few threads, loaded before the fork."""

import ctypes
import gc
import os
import subprocess
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

# glibc's own numbers for mallopt(3).
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_MEGABYTE = 1024 * 1024


def _keep_memory_small():
    """Let glibc keep one heap, and give large blocks back at once.

    Each check of a password takes 19 MiB; otherwise every thread keeps its own.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_M_ARENA_MAX, 1)
        mallopt(_M_MMAP_THRESHOLD, _MEGABYTE)
        mallopt(_M_TRIM_THRESHOLD, _MEGABYTE // 4)


def on_starting(server):
    """Bring a local database up to date, in the master, before any worker is born."""
    _keep_memory_small()
    from app.core.templating import compile_templates
    from app.start import prepare
    from wsgi import app

    if app.config["LOCAL"]:
        try:
            prepare(app)
        except SystemExit as stop:
            print(stop, file=sys.stderr)
            raise
    compile_templates(app)
    # What is loaded now lives as long as the workers: do not touch it, so that they share it.
    gc.collect()
    gc.freeze()


def when_ready(server):
    """Tell the person at the terminal where to go."""
    from app.start import greeting
    from wsgi import app

    if app.config["JOBS"]:
        _start_jobs()
    if app.config["LOCAL"]:
        print(greeting(app, bind), flush=True)


_jobs = []


def _start_jobs():
    """Bring the process that sends mails and does the nightly work; it ends with this one."""
    words = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work"]
    _jobs.append(subprocess.Popen([*words, "--parent", str(os.getpid())]))  # noqa: S603


def on_exit(server):
    """Let the jobs in hand end."""
    for process in _jobs:
        process.terminate()
    for process in _jobs:
        try:
            process.wait(timeout=graceful_timeout)
        except subprocess.TimeoutExpired:
            process.kill()
