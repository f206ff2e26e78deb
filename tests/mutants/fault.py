"""What a planted fault is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One guard, broken; ``old`` stands exactly once in the file."""

    name: str
    file: str
    old: str
    new: str
    test: str
