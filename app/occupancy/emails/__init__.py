"""What is said in the messages of this feature: one function for each kind."""

from app.core.letters import Build
from app.occupancy.emails.checks import check_failed
from app.occupancy.emails.summary import weekly_summary

LETTERS: dict[str, Build] = {
    "check_failed": check_failed,
    "weekly_summary": weekly_summary,
}
