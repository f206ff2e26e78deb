"""Members in service who reported in (在职党员到社区报到): figures of names and of numbers, told apart and added once.

Source: source 003 (本区在职党员报到率100%), domain 4.5.
"""

from dataclasses import dataclass

from access.outcome import N_, Refusal


@dataclass(frozen=True)
class Tally:
    """What communities hold, in persons: by name, by number only, and of those in service in the district itself.

    ``named_local`` are those by name whose work unit lies in the district, only where ``own_members`` were counted.
    """

    named: int = 0
    counted: int = 0
    named_local: int = 0
    own_reported: int = 0
    own_members: int = 0

    @property
    def total(self) -> int:
        """All who reported in; nobody stands in both."""
        return self.named + self.counted

    @property
    def own_total(self) -> int:
        """Those of the district itself who reported in, by name or by number."""
        return self.named_local + self.own_reported


def check_count(*, reported: int, own_members: int | None, own_reported: int | None) -> Refusal | None:
    """Refuse figures that cannot be: one of the two own ones alone, or a part larger than its whole."""
    if own_members is None and own_reported is None:
        return None
    if own_members is None or own_reported is None:
        return Refusal("own_together", N_("“本区在职党员”和“其中已报到”须同时填写。"))
    if own_reported > own_members or own_reported > reported:
        message = N_("本区已报到人数（%(own)d）不能多于本区在职党员（%(members)d），也不能多于报到人数（%(reported)d）。")
        return Refusal("own_within", message, {"own": own_reported, "members": own_members, "reported": reported})
    return None
