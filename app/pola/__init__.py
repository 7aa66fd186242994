"""Smart-working agreements, week plans, indicators and the Ministry's filings (POLA)."""
