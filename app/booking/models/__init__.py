"""What is stored of workplaces, limits, bookings and what was counted of them."""

from app.booking.models.bookings import (
    Booking,
    BookingState,
    CalendarFeed,
    Move,
    Slot,
)
from app.booking.models.habits import Favourite, HouseNoteRead, UsualDay
from app.booking.models.limits import (
    Cap,
    CapDraw,
    Closure,
    DrawRule,
    OfficeShare,
    Policy,
    WorkplaceDay,
)
from app.booking.models.places import (
    Area,
    Desk,
    Floor,
    Outage,
    Room,
    RoomPicture,
    Workplace,
)
from app.booking.models.retention import Forgotten, Lost
from app.booking.models.screens import (
    Scenario,
    Screen,
)
from app.booking.models.series import Opening, Series, SeriesDay
from app.booking.models.sharing import Delegation, Exchange, Group, Invite
from app.booking.models.totals import (
    CommuteTotal,
    DayTotal,
    DeskTotal,
    LeadTotal,
    OriginTotal,
    UnmetDemand,
)
from app.booking.models.waiting import Wait, WaitCall, WaitDraw

__all__ = [
    "Area",
    "Booking",
    "BookingState",
    "CalendarFeed",
    "Cap",
    "CapDraw",
    "Closure",
    "CommuteTotal",
    "DayTotal",
    "Delegation",
    "Desk",
    "DeskTotal",
    "DrawRule",
    "Exchange",
    "Favourite",
    "Floor",
    "Forgotten",
    "Group",
    "HouseNoteRead",
    "Invite",
    "LeadTotal",
    "Lost",
    "Move",
    "OfficeShare",
    "Opening",
    "OriginTotal",
    "Outage",
    "Policy",
    "Room",
    "RoomPicture",
    "Scenario",
    "Screen",
    "Series",
    "SeriesDay",
    "Slot",
    "UnmetDemand",
    "UsualDay",
    "Wait",
    "WaitCall",
    "WaitDraw",
    "Workplace",
    "WorkplaceDay",
]
