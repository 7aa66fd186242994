"""What a city brings along: the agreements that were signed before Vicino."""
