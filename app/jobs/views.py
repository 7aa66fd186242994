"""The administrator's page of the jobs."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.core.mail import MailState
from app.jobs.labels import JOB_NAMES, MAIL_STATES, turn_words
from app.jobs.queries import is_late, outbox, runs
from app.jobs.services.runs import run_job
from app.jobs.table import JOBS

bp = Blueprint("jobs", __name__, url_prefix="/jobs")
# What is quick enough for a page to wait for it.
RUNNABLE = ("send-mails", "remind", "release-unconfirmed", "weekly-summary")


@bp.get("")
@requires(Permission.RUN_JOBS)
def jobs() -> str:
    """Show when each job ran last, how it went, and what waits in the outbox."""
    known = runs()
    rows = [
        {
            "name": name,
            "label": JOB_NAMES[name],
            "turn": turn_words(job.turn),
            "run": known.get(name),
            "is_late": name in known and is_late(known[name]),
            "can_run": name in RUNNABLE,
        }
        for name, job in JOBS.items()
    ]
    box = outbox()
    counts = [(MAIL_STATES[state], box.counts.get(state, 0)) for state in MailState]
    has_run = any(row["run"] and row["run"].ended_at for row in rows)  # type: ignore[attr-defined]
    return render_template("jobs/jobs.html", rows=rows, box=box, counts=counts, has_run=has_run)


@bp.post("/<name>/run")
@requires(Permission.RUN_JOBS)
def run(name: str) -> Response:
    """Do one of the quick jobs now; one that runs elsewhere at the same time does no harm."""
    if name not in RUNNABLE:
        abort(404)
    job = JOBS[name]
    ended = run_job(name, job.turn, job.run, by=me())
    if ended.has_failed:
        flash(_("It did not work: %(words)s", words=ended.result), "error")
    else:
        flash(_("Done: %(words)s", words=ended.result), "success")
    return redirect(url_for(".jobs"), code=303)
