"""What is wrong with a file, in the language of the page that shows it."""

from flask_babel import gettext as _

from app.core.tables.table import Problem, short
from app.core.tables.words import Words


def in_words(text: str) -> str:
    """Return what was said about a file in this page's language, as far as it can be told."""
    if not isinstance(text, Words):
        return text
    facts = {
        name: in_words(fact) if isinstance(fact, str) else fact for name, fact in text.facts.items()
    }
    return str(_(text.msgid)) % facts


def problem_words(problem: Problem) -> str:
    """Return a problem with the place where it stands."""
    where = [_("line %(line)d", line=problem.line)] if problem.line else []
    where += [_("column %(column)s", column=problem.column)] if problem.column else []
    where += [_("“%(value)s”", value=short(problem.value))] if problem.value else []
    remedy = in_words(problem.remedy)
    return f"{', '.join(where)}: {remedy}" if where else remedy
