"""Messages that somebody finds under the bell, without the deed that causes them."""

from tests.e2e.stage import Server

FACTS = '{"full_name": "Marco Ferri", "from_day": "2026-03-02", "to_day": "2026-03-06"}'
NOW = "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


def ring(server: Server, email: str, *, is_new: bool = True) -> None:
    """Tell a person that they stand in for somebody."""
    server.ask(
        "INSERT INTO outbox_mails"
        " (created_at, user_id, kind, facts, state, due_at, tries, error, seen_at)"
        f" SELECT {NOW}, id, 'deputy_named', ?, 'unwanted', {NOW}, 0, '',"
        f" {'NULL' if is_new else NOW} FROM users WHERE email = ?",
        FACTS,
        email,
    )
