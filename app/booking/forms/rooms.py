"""Rooms, desks and plans as somebody writes or sends them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.booking.forms.bookings import parse_number
from app.booking.forms.measures import DecimalField, FloorField, read_decimal
from app.booking.labels import EQUIPMENT, NEEDS
from app.booking.rules.needs import CHOSEN
from app.booking.rules.pictures import MEGABYTE, MOST_MEGABYTES
from app.booking.rules.places import EQUIPMENT as KNOWN_EQUIPMENT
from app.booking.rules.places import DeskFacts
from app.booking.rules.rooms import (
    HIGHEST_FLOOR,
    LEAST_ROOM_M,
    LONGEST_CODE,
    LONGEST_ROOM_NAME,
    LOWEST_FLOOR,
    MOST_ROOM_M,
    Spot,
)
from app.core.forms import BaseForm, clean

_SIZES = {"least": LEAST_ROOM_M, "most": MOST_ROOM_M}
_FILE_MEGABYTES = 5
_KEPT = _l(
    "Until the evening before, nobody else books it. Tick only what it has; an accessible desk is"
    " always kept for those who need one."
)


class RoomForm(BaseForm):
    """A room: where it is, what it is called, and how large if somebody measured it."""

    floor = FloorField(
        _l("Floor"),
        description=_l("0 is the ground floor, -1 the one below."),
        lowest=LOWEST_FLOOR,
        highest=HIGHEST_FLOOR,
    )
    name = StringField(
        _l("Room"),
        description=_l("As on its door, such as Sala 0A."),
        validators=[
            InputRequired(_l("Write what the room is called.")),
            Length(
                max=LONGEST_ROOM_NAME,
                message=_l("Write at most %(longest)s characters.", longest=LONGEST_ROOM_NAME),
            ),
        ],
    )
    width_m = DecimalField(_l("Width in metres, if you know it"), **_SIZES)
    depth_m = DecimalField(_l("Depth in metres, if you know it"), **_SIZES)

    def validate_depth_m(self, field: DecimalField) -> None:
        """Refuse half a size."""
        if (self.width_m.data is None) != (field.data is None):
            raise ValidationError(_("Write both the width and the depth, or neither."))


class EquipmentField(SelectMultipleField):
    """What a desk has, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **more: Any) -> None:
        choices = [SelectChoice(name, EQUIPMENT[name]) for name in KNOWN_EQUIPMENT]
        super().__init__(label, choices=choices, **more)

    def pre_validate(self, form: Any) -> None:
        """Refuse what no desk has."""
        if not set(self.data or ()) <= set(KNOWN_EQUIPMENT):
            raise ValidationError(_("Choose among the things in the list."))

    @property
    def owned(self) -> tuple[str, ...]:
        """Return what was ticked, in our order and each once."""
        return tuple(name for name in KNOWN_EQUIPMENT if name in (self.data or ()))


class KeptForField(SelectMultipleField):
    """For which needs a desk is kept, as boxes to tick; an accessible one always is for its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **more: Any) -> None:
        choices = [SelectChoice(need, NEEDS[need]) for need in CHOSEN]
        super().__init__(label, choices=choices, **more)

    def pre_validate(self, form: Any) -> None:
        """Refuse what no desk is kept for."""
        if not set(self.data or ()) <= set(CHOSEN):
            raise ValidationError(_("Choose among the things in the list."))

    @property
    def needs(self) -> tuple[str, ...]:
        """Return what was ticked, in our order and each once."""
        return tuple(need for need in CHOSEN if need in (self.data or ()))


class NumberedDesksForm(BaseForm):
    """Desks that are alike, counted through."""

    prefix = StringField(
        _l("Codes begin with"),
        validators=[
            Length(
                max=LONGEST_CODE,
                message=_l("Write at most %(longest)s characters.", longest=LONGEST_CODE),
            )
        ],
    )
    numbers = StringField(
        _l("Numbers"),
        description=_l("For example 1-12, or 1-6, 9, 11."),
        validators=[InputRequired(_l("Write numbers, such as 1-12."))],
    )
    equipment = EquipmentField(_l("Each has"))
    is_accessible = BooleanField(_l("Each can be reached in a wheelchair"))
    kept_for = KeptForField(_l("Each is kept for people who need it"), description=_KEPT)


class ListedDesksForm(BaseForm):
    """Desks one a line, as they stand in somebody's list."""

    lines = TextAreaField(
        _l("One desk a line"),
        description=_l(
            "Code; what it has, with commas; accessible; for whom it is kept until the evening"
            " before. What does not hold stays empty. For example: LAR-0A-01; window, quiet;"
            " accessible; quiet"
        ),
        validators=[InputRequired(_l("Write at least one line."))],
    )


class DeskForm(BaseForm):
    """One desk: what it is called, what it has, in which room it stands."""

    code = StringField(_l("Code"), validators=[InputRequired(_l("Write the code printed on it."))])
    equipment = EquipmentField(_l("It has"))
    is_accessible = BooleanField(_l("It can be reached in a wheelchair"))
    kept_for = KeptForField(_l("It is kept for people who need it"), description=_KEPT)
    room_id = SelectField(_l("It stands in"), validate_choice=False)

    def __init__(self, rooms: Mapping[int, str], **more: Any) -> None:
        super().__init__(**more)
        self.room_id.choices = [SelectChoice(str(number), name) for number, name in rooms.items()]


class PlanForm(BaseForm):
    """The plan of a room, and how many metres it shows from left to right."""

    file = FileField(
        _l("Plan"),
        description=_l("SVG, PNG, JPEG, or the first page of a PDF; at most 10 MB."),
        validators=[FileRequired(_l("Choose a file."))],
    )
    plan_width_m = DecimalField(
        _l("How many metres wide is what the plan shows?"),
        description=_l("From its left edge to its right edge: the room gets this size."),
        validators=[InputRequired(_l("Write metres, such as 8."))],
        **_SIZES,
    )

    def validate_file(self, field: FileField) -> None:
        """Read a file; a byte more than is taken tells that it is too large."""
        self.content: bytes = field.data.read(MOST_MEGABYTES * MEGABYTE + 1)


class DesksFileForm(BaseForm):
    """A spreadsheet or text file of desks."""

    file = FileField(
        _l("File"),
        description=_l("XLSX or CSV, at most 5 MB."),
        validators=[FileRequired(_l("Choose a file."))],
    )

    def validate_file(self, field: FileField) -> None:
        """Refuse a file that is too large, and read it."""
        self.content: bytes = field.data.read(_FILE_MEGABYTES * MEGABYTE + 1)
        if len(self.content) > _FILE_MEGABYTES * MEGABYTE:
            raise ValidationError(
                _("This file is larger than 5 MB. Split it, or leave out columns.")
            )

    @property
    def file_name(self) -> str:
        """Return the file's own name, without the folders that some browsers add."""
        name = str(self.file.data.filename).replace("\\", "/").rsplit("/", 1)[-1]
        return "".join(c for c in name if c.isprintable())[:200] or "?"


@dataclass(frozen=True)
class SpotFields:
    """A desk of the editor as it was written; `x` and `y` may be anything."""

    desk_id: int
    code: str
    x: str
    y: str

    @property
    def spot(self) -> Spot | None:
        """Return the desk in its place, or None when the place is not two numbers."""
        x, y = read_decimal(self.x), read_decimal(self.y)
        if x is None or y is None:
            return None
        return Spot(self.desk_id, self.code, round(x, 2), round(y, 2))


def read_spots(form: Mapping[str, str]) -> list[SpotFields]:
    """Return the desks that the editor's form sends: `code-7`, `x-7` and `y-7` each."""
    found = []
    for key in form:
        name, _dash, rest = key.partition("-")
        number = parse_number(rest) if name == "code" else None
        if number is not None:
            words = [
                (clean(form.get(f"{part}-{number}")) or "")[:40] for part in ("code", "x", "y")
            ]
            found.append(SpotFields(number, *words))
    return found


def desk_fields(desk: DeskFacts) -> dict[str, Any]:
    """Return a desk as its form shows it."""
    return {
        "code": desk.code,
        "equipment": list(desk.equipment),
        "is_accessible": desk.is_accessible,
        "kept_for": [need for need in CHOSEN if need in desk.kept_for],
        "room_id": str(desk.room_id),
    }
