"""Attacks on the permissions layer as a whole: leaks, guessing by filters, raw SQL, missing headers."""
