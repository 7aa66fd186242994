"""What happens without a click: each job may run twice, by two processes, and be killed."""
