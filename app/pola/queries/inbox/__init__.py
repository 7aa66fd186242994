"""What waits on human resources and on those who lead."""
