"""A file that was signed elsewhere."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField
from wtforms.validators import InputRequired

from app.core.forms import BaseForm


class SignedFileForm(BaseForm):
    """Keep a digitally signed file beside the agreement."""

    file = FileField(
        _l("Digitally signed file"),
        description=_l("A .p7m file or a signed PDF, 10 MB at most."),
        validators=[InputRequired(_l("Choose a file."))],
        render_kw={"accept": ".p7m,.pdf"},
    )

    @property
    def file_name(self) -> str:
        """Return the file's own name, without the folders that some browsers add."""
        name = str(self.file.data.filename).replace("\\", "/").rsplit("/", 1)[-1]
        return "".join(c for c in name if c.isprintable())
