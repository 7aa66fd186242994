"""The demo: a city of invented people, with eight weeks of bookings around today."""
