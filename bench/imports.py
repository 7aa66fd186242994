"""Importing the 14,500 people of a whole city: seconds and peak memory."""

import os
import resource
import subprocess
import sys
import time

from bench.server import ROOT, Server

FILES = (("offices", "offices"), ("people", "people"))


def import_people(server: Server) -> str:
    """Return one line for the import into the server's database."""
    for kind, name in FILES:
        begun = time.perf_counter()
        words = ["-m", "flask", "--app", "wsgi", "import", kind, str(ROOT / "demo" / f"{name}.csv")]
        child = subprocess.Popen(
            [sys.executable, *words], cwd=ROOT, env=server.environ, stdout=subprocess.DEVNULL
        )
        _pid, status, usage = os.wait4(child.pid, 0)
        if status:
            raise SystemExit(f"the import of {name} failed")
        seconds = time.perf_counter() - begun
    peak: resource.struct_rusage = usage
    return (
        f"import of 14,500 people: {seconds:.1f} s (goal 30),"
        f" peak memory {peak.ru_maxrss / 1024:.0f} MB (goal 200)"
    )
