"""What is read of days, totals and screens."""
