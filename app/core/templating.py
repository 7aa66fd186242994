"""Every filter and global that templates may use, in one list."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import cache, lru_cache
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import gettext as _
from jinja2 import StrictUndefined
from markupsafe import Markup

from app.core import clock
from app.core.errors import Reason
from app.core.i18n import current_locale


@lru_cache(maxsize=4096)
def _date(day: date, pattern: str, locale: str) -> str:
    return str(format_date(day, pattern, locale))


def day_long(day: date) -> str:
    """Return `martedì 3 marzo`; the year follows when it is not this one."""
    pattern = "EEEE d MMMM" if day.year == clock.today().year else "EEEE d MMMM y"
    return _date(day, pattern, current_locale())


def day_short(day: date) -> str:
    """Return `mar 3`."""
    return _date(day, "EEE d", current_locale())


def day_name(day: date) -> str:
    """Return `mar`."""
    return _date(day, "EEE", current_locale())


def weekday_name(number: int) -> str:
    """Return `lunedì` for 1: ISO 8601 counts from Monday."""
    return _date(date(2024, 1, number), "EEEE", current_locale())


def weekday_names(numbers: str) -> str:
    """Return `lunedì e venerdì` for `15`."""
    names = [weekday_name(int(number)) for number in numbers]
    return str(format_list(names, locale=current_locale()))


def month_name(day: date) -> str:
    """Return `marzo 2026`."""
    return _date(day, "LLLL y", current_locale())


def day_numeric(day: date) -> str:
    """Return `03/03/2026`."""
    return _date(day, "dd/MM/y", current_locale())


def day_relative(day: date) -> str:
    """Return `Domani, martedì 3 marzo`, `Oggi, …`, or the day alone with a capital."""
    words = day_long(day)
    distance = (day - clock.today()).days
    if distance == 0:
        return str(_("Today, %(day)s", day=words))
    if distance == 1:
        return str(_("Tomorrow, %(day)s", day=words))
    return words[0].upper() + words[1:]


def hm(moment: time) -> str:
    """Return `8:00` or `13:30`."""
    return f"{moment.hour}:{moment.minute:02d}"


def moment(instant: datetime) -> str:
    """Return `03/03/2026 10:15`, as clocks in Italy showed it."""
    there = instant.astimezone(clock.ROME)
    return f"{day_numeric(there.date())} {hm(there.time())}"


def moment_long(instant: datetime) -> str:
    """Return `martedì 3 marzo, 10:15`, as clocks in Italy showed it."""
    there = instant.astimezone(clock.ROME)
    return f"{day_long(there.date())}, {hm(there.time())}"


def number(value: float) -> str:
    """Return `1,5` in Italian and `1.5` in English, without useless zeros."""
    text = f"{value:g}"
    return text.replace(".", ",") if current_locale() == "it" else text


def _icons(source: str) -> Callable[[str], Markup]:
    """Return the function that draws a symbol of the sprite; a word always stands beside it."""

    @cache
    def icon(name: str) -> Markup:
        return Markup(
            '<svg class="v-i" aria-hidden="true" focusable="false"><use href="{}#i-{}"></use></svg>'
        ).format(source, name)

    return icon


@lru_cache(maxsize=8192)
def _url(_root: str, _blueprint: str | None, endpoint: str, values: tuple[Any, ...]) -> str:
    return url_for(endpoint, **dict(values))


def _fast_url_for(endpoint: str, **values: Any) -> str:
    """Return an address for a template; the same one is worked out once.

    An address follows from its endpoint and values alone, below the same root.
    """
    here = (request.script_root, request.blueprint)
    try:
        return _url(*here, endpoint, tuple(values.items()))
    except TypeError:
        # Lists cannot be kept.
        return url_for(endpoint, **values)


def sentence(reason: Reason, words: Mapping[Any, Any]) -> str:
    """Return a refusal's words with its facts written for people."""
    return str(words[reason.code]) % {k: _spoken(v) for k, v in reason.facts.items()}


def _spoken(value: Any) -> Any:
    if isinstance(value, date):
        return day_long(value)
    if isinstance(value, time):
        return hm(value)
    return value


def init_app(app: Flask) -> None:
    """Install the filters and globals; an undefined name is an error, never an empty space."""
    env = app.jinja_env
    env.undefined = StrictUndefined
    env.trim_blocks = env.lstrip_blocks = True
    for function in (
        day_long,
        day_short,
        day_name,
        weekday_name,
        weekday_names,
        day_numeric,
        month_name,
        day_relative,
        hm,
        moment,
        moment_long,
        number,
    ):
        env.filters[function.__name__] = function
    env.globals.update(
        icon=_icons(app.extensions["asset"]("icons.svg")),
        url_for=_fast_url_for,
        city_name=app.config["CITY_NAME"],
        contact_email=app.config["CONTACT_EMAIL"],
        is_demo=app.config["DEMO"],
    )

    @app.context_processor
    def _request_values() -> dict[str, Any]:
        return {
            "me": g.get("_me"),
            "locale": current_locale(),
            "accessibility_url": _address("ACCESSIBILITY_URL", "pages.accessibility"),
            "privacy_url": _address("PRIVACY_URL", "pages.privacy"),
        }


def compile_templates(app: Flask) -> None:
    """Compile every template now, before the workers are born, so that they share them."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)


def _address(setting: str, own_page: str) -> str:
    """Return the city's page for a footer link, or ours until there is one."""
    given = str(current_app.config[setting])
    return given or (url_for(own_page) if has_request_context() else "")
