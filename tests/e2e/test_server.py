import os
import signal
import subprocess
import time

from tests.e2e.stage import start


def is_left(group):
    """Tell whether any process of a group runs."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def stop(server, send, number):
    """Stop a server by a signal; return whether nothing of it is left within ten seconds."""
    group = server.process.pid
    send(group, number)
    server.process.wait(30)
    for _try in range(100):
        if not is_left(group):
            return True
        time.sleep(0.1)
    os.killpg(group, signal.SIGKILL)
    return False


def test_ctrl_c_stops_make_run_whole():
    server = start("make", "run", WEB_WORKERS="2", DEMO="0")
    # A terminal sends it to everything that was started in it.
    assert stop(server, os.killpg, signal.SIGINT)
    assert not server.is_up()


def test_a_supervisor_stops_the_workers_with_the_master():
    server = start(WEB_WORKERS="2", DEMO="0")
    assert stop(server, os.kill, signal.SIGTERM)
    assert not server.is_up()


def test_what_runs_beside_the_pages_ends_with_them_even_when_they_are_killed():
    server = start(DEMO="0")
    group = server.process.pid
    assert (
        "jobs work"
        in subprocess.run(
            ["ps", "-o", "args=", "-g", str(group)], capture_output=True, text=True, check=False
        ).stdout
    )
    assert stop(server, os.kill, signal.SIGKILL)
