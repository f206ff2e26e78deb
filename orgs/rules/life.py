"""The life of an organization as events; status is what the events say. How one comes to be is in ``cases``.

Source: domain 2.3, 2.4 (type change).
"""

from collections.abc import Iterable, Sequence
from datetime import date

from access.outcome import N_, Refusal
from orgs.choices import LifeEventKind, OrgStatus, OrgType

Kind = LifeEventKind

STEPS: dict[OrgStatus, dict[LifeEventKind, OrgStatus]] = {  # status → {event: status after it}
    OrgStatus.UNFOUNDED: {Kind.FOUNDING: OrgStatus.ACTIVE},
    OrgStatus.ACTIVE: {
        Kind.RENAME: OrgStatus.ACTIVE,
        Kind.TYPE_CHANGE: OrgStatus.ACTIVE,
        Kind.SPLIT: OrgStatus.ACTIVE,
        Kind.RELOCATE: OrgStatus.ACTIVE,
        Kind.MERGE: OrgStatus.MERGED,
        Kind.REVOKE: OrgStatus.REVOKED,
    },
    OrgStatus.MERGED: {},
    OrgStatus.REVOKED: {},
}


def status_of(events: Iterable[LifeEventKind]) -> OrgStatus:
    """Return the status after the events, oldest first.

    Raises:
        ValueError: an event that the status before it does not allow.
    """
    status = OrgStatus.UNFOUNDED
    for kind in events:
        if kind not in STEPS[status]:
            raise ValueError(f"{kind} cannot follow {status}")
        status = STEPS[status][kind]
    return status


def status_on(events: Iterable[tuple[LifeEventKind, date]], on: date) -> OrgStatus:
    """Return the status on a day; an event counts from its own day.

    Raises:
        ValueError: an event that the status before it does not allow.
    """
    return status_of(kind for kind, day in sorted(events, key=lambda event: event[1]) if day <= on)


def check_event(events: Sequence[tuple[LifeEventKind, date]], kind: LifeEventKind, on: date) -> Refusal | None:
    """Refuse an event that the status does not allow or that would lie before the last one.

    Args:
        events: the organization's events, oldest first.
        kind: what is to happen.
        on: its day; the day of the last event itself is in order.

    Source: domain 2.3, 2.4; a merged or revoked organization has no further life.
    """
    status = status_of(event for event, _day in events)
    if kind not in STEPS[status]:
        message = N_("党组织%(status)s，不能办理“%(event)s”。")
        return Refusal("life_event", message, {"status": status.label, "event": kind.label})
    if events and on < events[-1][1]:
        message = N_("“%(event)s”日期（%(on)s）不能早于“%(last)s”日期（%(last_on)s）。")
        last, last_on = events[-1]
        params = {"event": kind.label, "on": on.isoformat(), "last": last.label, "last_on": last_on.isoformat()}
        return Refusal("life_event_order", message, params)
    return None


def check_type_change(old: OrgType, new: OrgType) -> Refusal | None:
    """Refuse a change of type to the same type, or to and from a group, which is part of a branch and no organization.

    Source: domain 2.4 党支部→党总支→党委.
    """
    if old == new:
        return Refusal("type_unchanged", N_("党组织类型没有变化，仍为“%(type)s”。"), {"type": new.label})
    if OrgType.GROUP in {old, new}:
        return Refusal("type_group", N_("党小组是党支部的组成部分，不能与其他类型互改。"))
    return None
