"""The life of an organization as events; status is what the events say. How one comes to be is in ``cases``.

Source: domain 2.3, 2.4 (type change).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


REVERSIBLE = frozenset({Kind.RENAME, Kind.TYPE_CHANGE, Kind.MERGE, Kind.REVOKE})


@dataclass(frozen=True)
class Event:
    """One recorded event; ``reverses`` is the number of the event that it takes back."""

    pk: int
    kind: LifeEventKind
    on: date
    reverses: int | None = None


def standing(events: Iterable[Event]) -> list[Event]:
    """Return the events that nothing took back, without those that only took back, in their order."""
    events = list(events)
    taken = {event.reverses for event in events if event.reverses is not None}
    return [event for event in events if event.reverses is None and event.pk not in taken]


def check_reversal(events: Sequence[Event], pk: int, on: date) -> Refusal | None:
    """Refuse to take back an event that is not the last one standing, of a kind that has its own way, or before its day.

    Args:
        events: all events of the organization, oldest first.
        pk: the event that is to be taken back.
        on: the day of the decision; the day of the event itself is in order.

    Source: point 4 of the order for the organizations: an act is reversed only by an event, while nothing later stands on it.
    """
    left = standing(events)
    event = next((one for one in left if one.pk == pk), None)
    if event is None:
        return Refusal("reversed_already", N_("这次变更已经撤回。"))
    if event.kind not in REVERSIBLE:
        message = N_("“%(event)s”不能撤回；分设出的党组织可以办理合并。")
        return Refusal("not_reversible", message, {"event": event.kind.label})
    if left[-1].pk != pk:
        message = N_("“%(event)s”（%(on)s）之后还有“%(later)s”（%(later_on)s），须先撤回后一次变更。")
        params = {
            "event": event.kind.label, "on": event.on.isoformat(),
            "later": left[-1].kind.label, "later_on": left[-1].on.isoformat(),
        }  # fmt: skip
        return Refusal("later_event", message, params)
    if on < event.on:
        message = N_("撤回日期（%(on)s）不能早于变更日期（%(event_on)s）。")
        return Refusal("reversal_order", message, {"on": on.isoformat(), "event_on": event.on.isoformat()})
    return None
