"""What facility managers and human resources watch: reads only."""
