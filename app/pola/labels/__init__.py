"""The words of agreements, plans and filings: enum member to sentence."""
