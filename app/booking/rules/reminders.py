"""When people are reminded of their desk."""

from datetime import time

# On the working day before. Whoever books later than this has only just chosen the desk.
REMINDED_AT = time(15)
