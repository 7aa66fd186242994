"""What Vicino costs, as ratios to floors measured in the same run (docs: bench/README.md)."""
