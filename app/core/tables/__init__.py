"""Files that cities send: whatever their encoding, separator and order, rows with line numbers.

A cell that cannot be read is noted and the rest is read on, so that one attempt
tells everything that is wrong.
"""
