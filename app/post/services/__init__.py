"""Mails that go out, and what people choose to receive."""
