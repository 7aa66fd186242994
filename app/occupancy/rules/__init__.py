"""What is worked out of counts and totals."""
