"""Gunicorn as in production, over a database of our own; its CPU and memory."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from bench.crowd import SECRET_KEY

ROOT = Path(__file__).resolve().parent.parent


class Server:
    """One gunicorn: 2 workers of 4 threads, with the floors beside the application."""

    def __init__(self, name: str, port: int, database_url: str, folder: Path) -> None:
        self.name, self.port, self.folder = name, port, folder
        self.environ = os.environ | {
            "DATABASE_URL": database_url,
            "INSTANCE_PATH": str(folder),
            "SECRET_KEY": SECRET_KEY,
            "LOCAL": "1",
            "DEMO": "0",
            "PORT": str(port),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "",
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.ready_seconds = 0.0

    def python(self, *words: str, **more: str) -> None:
        """Run one of our modules against this server's database."""
        subprocess.run([sys.executable, *words], cwd=ROOT, env=self.environ | more, check=True)

    def start(self, module: str = "bench.floors:app") -> None:
        """Start, and wait until /health/ready says 200."""
        begun = time.perf_counter()
        # Only the launcher's name differs from `make run`; every setting is gunicorn.conf.py's.
        words = [sys.executable, "-m", "gunicorn", module]
        self.process = subprocess.Popen(
            words, cwd=ROOT, env=self.environ, stdout=subprocess.DEVNULL
        )
        while not self._is_ready():
            if self.process.poll() is not None or time.perf_counter() - begun > 60:
                raise RuntimeError(f"{self.name} did not start")
            time.sleep(0.02)
        self.ready_seconds = time.perf_counter() - begun

    def _is_ready(self) -> bool:
        try:
            url = f"http://127.0.0.1:{self.port}/health/ready"
            with urllib.request.urlopen(url, timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def processes(self) -> list[psutil.Process]:
        """Return the master and its workers."""
        assert self.process
        master = psutil.Process(self.process.pid)
        return [master, *master.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """Return the CPU time used so far by all of them."""
        return sum(sum(p.cpu_times()[:2]) for p in self.processes())

    def pss_megabytes(self) -> float:
        """Return their proportional memory: shared pages are counted once in all."""
        return sum(p.memory_full_info().pss for p in self.processes()) / 1024**2

    def stop(self) -> None:
        """Stop and wait."""
        if self.process:
            self.process.terminate()
            self.process.wait(30)
