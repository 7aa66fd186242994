"""Facts in, reasons out: everything that decides about desks, without a database."""
