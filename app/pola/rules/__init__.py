"""What may be done with agreements, plans and filings: pure."""
