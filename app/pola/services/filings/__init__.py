"""What the Ministry is told: written with the deed itself, sent later, settled by hand if need be."""

from app.pola.services.filings.writing import (
    file_annulment,
    file_change,
    file_start,
    file_withdrawal,
)

__all__ = ["file_annulment", "file_change", "file_start", "file_withdrawal"]
