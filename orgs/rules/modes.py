"""How the forms of coverage exclude and outrank each other, on the unit's side and on the organization's.

Source: domain 2.2 and 3.2; an indicator counts a unit once, strongest mode first.
"""

from collections.abc import Collection, Iterable

from access.outcome import N_, Refusal
from orgs.choices import FormationMode

Mode = FormationMode

STRENGTH: dict[FormationMode, int] = {  # larger is stronger
    Mode.SINGLE: 5,
    Mode.JOINT: 4,
    Mode.AFFILIATED: 3,
    Mode.RELYING: 2,
    Mode.REGIONAL: 1,
}

EXCLUSIVE = frozenset({Mode.SINGLE, Mode.JOINT, Mode.AFFILIATED, Mode.RELYING})  # at most one of these at a time

COMPANIONS: dict[FormationMode, frozenset[FormationMode]] = {  # what one organization may be at the same time
    Mode.SINGLE: frozenset({Mode.AFFILIATED, Mode.RELYING}),
    Mode.JOINT: frozenset({Mode.JOINT, Mode.AFFILIATED, Mode.RELYING}),
    Mode.AFFILIATED: frozenset({Mode.SINGLE, Mode.JOINT, Mode.AFFILIATED, Mode.RELYING, Mode.REGIONAL}),
    Mode.RELYING: frozenset({Mode.SINGLE, Mode.JOINT, Mode.AFFILIATED, Mode.RELYING, Mode.REGIONAL}),
    Mode.REGIONAL: frozenset({Mode.AFFILIATED, Mode.RELYING, Mode.REGIONAL}),
}


def strongest(modes: Iterable[FormationMode]) -> FormationMode | None:
    """Return the mode by which a unit is counted; None when nothing covers it."""
    return max(modes, key=STRENGTH.__getitem__, default=None)


def check_mode(held: Collection[FormationMode], new: FormationMode) -> Refusal | None:
    """Refuse a coverage that the unit's other coverages of the same days exclude.

    Args:
        held: modes in force in the period, without the one that is being ended.
        new: mode to add.

    Source: design 4: at most one of single, joint, affiliated and relying; regional may stand beside them, once.
    """
    clash = next((mode for mode in held if mode == new or (mode in EXCLUSIVE and new in EXCLUSIVE)), None)
    if clash is None:
        return None
    message = N_("该单位已有“%(held)s”的党组织覆盖，不能同时“%(new)s”。")
    return Refusal("coverage_exists", message, {"held": clash.label, "new": new.label})


def check_companion(covered: Collection[FormationMode], new: FormationMode) -> Refusal | None:
    """Refuse a coverage that does not go with how the organization covers its other units.

    Args:
        covered: modes of the organization's coverages in the period; () for an organization that covers nobody yet.
        new: mode to add.

    Source: domain 2.2: a single organization has one unit of its own; a regional branch is neither single nor joint.
    """
    clash = next((mode for mode in covered if new not in COMPANIONS[mode]), None)
    if clash is None:
        return None
    message = N_("该党组织现为“%(held)s”，不能再以“%(new)s”覆盖其他单位。")
    return Refusal("org_mode", message, {"held": clash.label, "new": new.label})


def form_of(covered: Collection[FormationMode], *, is_regional: bool = False) -> FormationMode | None:
    """Return what an organization itself is; None when it covers nobody and is not regional."""
    if is_regional:
        return Mode.REGIONAL
    return strongest(covered)
