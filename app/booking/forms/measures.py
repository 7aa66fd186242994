"""Metres and floors as people write them; each says how to mend what it cannot read."""

import math
import re
from typing import Any

from flask_babel import gettext as _
from wtforms import Field
from wtforms.widgets import TextInput

from app.core.forms import clean
from app.core.templating import number

_DECIMAL = re.compile(r"[+-]?[0-9]{1,6}([.,][0-9]{1,12})?")
_WHOLE = re.compile(r"-?[0-9]{1,4}")


def read_decimal(text: str | None) -> float | None:
    """Return `2.4` or `2,4` as a number, or None for anything else."""
    written = (text or "").strip()
    return float(written.replace(",", ".")) if _DECIMAL.fullmatch(written) else None


class DecimalField(Field):
    """A number with a decimal point or comma, within bounds that are told when it is not."""

    widget = TextInput()

    def __init__(
        self, label: Any = None, validators: Any = None, *, least: float, most: float, **more: Any
    ) -> None:
        super().__init__(label, validators, **more)
        self.least, self.most = least, most

    def _value(self) -> str:
        if self.raw_data:
            return clean(str(self.raw_data[0])) or ""
        return number(self.data) if isinstance(self.data, int | float) else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a number; ValueError says from where to where."""
        text = (valuelist[0] if valuelist else "").strip()
        self.data: float | None = None
        if not text:
            return
        found = read_decimal(text)
        if found is None or not (math.isfinite(found) and self.least <= found <= self.most):
            bounds = {"least": number(self.least), "most": number(self.most)}
            raise ValueError(_("Write a number from %(least)s to %(most)s.", **bounds))
        self.data = found


class FloorField(Field):
    """A storey: 0 is the ground floor, -1 the one below."""

    widget = TextInput()

    def __init__(
        self, label: Any = None, validators: Any = None, *, lowest: int, highest: int, **more: Any
    ) -> None:
        super().__init__(label, validators, **more)
        self.lowest, self.highest = lowest, highest

    def _value(self) -> str:
        if self.raw_data:
            return clean(str(self.raw_data[0])) or ""
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a floor; ValueError says from where to where."""
        text = (valuelist[0] if valuelist else "").strip()
        self.data: int | None = None
        if _WHOLE.fullmatch(text) and self.lowest <= int(text) <= self.highest:
            self.data = int(text)
            return
        bounds = {"lowest": self.lowest, "highest": self.highest}
        raise ValueError(
            _("Write a floor from %(lowest)s to %(highest)s; 0 is the ground floor.", **bounds)
        )
