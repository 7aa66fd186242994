"""What Vicino tells people: mails, the bell, and what each person wants to hear."""
