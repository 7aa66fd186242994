"""What the Ministry is told: written with the deed, sent later, settled by hand."""

from app.pola.services.filings.writing import (
    file_annulment,
    file_change,
    file_start,
    file_withdrawal,
)

__all__ = ["file_annulment", "file_change", "file_start", "file_withdrawal"]
