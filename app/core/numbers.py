"""Numbers in addresses: none is larger than a key of any table."""

import re
from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

# Keys are whole numbers of 32 bits.
LARGEST_ID = 2**31 - 1
_NUMBER = re.compile("[0-9]{1,10}")


class KeyConverter(IntegerConverter):
    """`<int:…>` in our addresses: what no table could hold is not found."""

    regex = _NUMBER.pattern

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"max": LARGEST_ID} | more)


def whole_number(text: str) -> int:
    """Return a number from the query of an address; ValueError for what no table could hold."""
    if not _NUMBER.fullmatch(text) or int(text) > LARGEST_ID:
        raise ValueError("not a number of ours")
    return int(text)


def init_app(app: Flask) -> None:
    """Install the converter, before any address is registered."""
    app.url_map.converters["int"] = KeyConverter
