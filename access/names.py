"""User names as they are compared: one spelling, whatever was typed."""

import unicodedata


def normal_username(typed: str) -> str:
    """Return a user name without outer spaces, in NFKC and case-folded; full-width and capital letters are the same name."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).strip().casefold()).strip()
