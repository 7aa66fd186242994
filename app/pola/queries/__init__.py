"""What is read of agreements, plans and filings."""
