"""A file of existing agreements."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import ValidationError

from app.core.forms import BaseForm

MOST_MEGABYTES = 5


class AgreementsFileForm(BaseForm):
    """One spreadsheet or text file."""

    file = FileField(
        _l("File"),
        description=_l("XLSX or CSV, at most 5 MB."),
        validators=[FileRequired(_l("Choose a file."))],
    )

    def validate_file(self, field: FileField) -> None:
        """Refuse a file that is too large, and read it."""
        self.content: bytes = field.data.read(MOST_MEGABYTES * 1024**2 + 1)
        if len(self.content) > MOST_MEGABYTES * 1024**2:
            raise ValidationError(
                _("This file is larger than 5 MB. Split it, or leave out columns.")
            )

    @property
    def file_name(self) -> str:
        """Return the file's own name, without the folders that some browsers add."""
        name = str(self.file.data.filename).replace("\\", "/").rsplit("/", 1)[-1]
        return "".join(c for c in name if c.isprintable())[:200] or "?"
