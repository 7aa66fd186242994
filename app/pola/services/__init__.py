"""What a click does to agreements, plans and filings."""
