"""The people of the city, as its personnel office lists them.

A person is known again by staff number; after coming back under a new one, by
fiscal code; an account that was made by hand, by e-mail address. Accounts
without a staff number are otherwise left alone. Nobody is ever deleted.
"""
