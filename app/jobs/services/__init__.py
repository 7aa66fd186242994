"""The work of the jobs that no feature does itself."""
