"""The life of an organization as events, and the stages of its formation.

Source: domain 2.3 (成立程序), 2.4 (type change); status is what the events say.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from access.choices import Role
from access.outcome import N_, Refusal
from orgs.choices import FormationStage, LifeEventKind, OrgStatus, OrgType

Kind = LifeEventKind
Stage = FormationStage

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

# Formation: from → {to: who may}. Source: 支部工作条例 as published by 共产党员网: 申请、研究批复、选举、备案.
FORMATION: dict[FormationStage, dict[FormationStage, frozenset[Role]]] = {
    Stage.DRAFT: {
        Stage.SUBMITTED: frozenset({Role.STREET_OFFICER, Role.MEMBER_UNIT, Role.SECRETARY, Role.COMMITTEE}),
        Stage.WITHDRAWN: frozenset({Role.STREET_OFFICER, Role.MEMBER_UNIT, Role.SECRETARY, Role.COMMITTEE}),
    },
    Stage.SUBMITTED: {
        Stage.UNDER_DECISION: frozenset({Role.STREET_OFFICER, Role.COMMITTEE}),
        Stage.RETURNED: frozenset({Role.STREET_OFFICER, Role.COMMITTEE}),
        Stage.WITHDRAWN: frozenset({Role.STREET_OFFICER, Role.MEMBER_UNIT, Role.SECRETARY}),
    },
    Stage.RETURNED: {
        Stage.SUBMITTED: frozenset({Role.STREET_OFFICER, Role.MEMBER_UNIT, Role.SECRETARY, Role.COMMITTEE}),
        Stage.WITHDRAWN: frozenset({Role.STREET_OFFICER, Role.MEMBER_UNIT, Role.SECRETARY, Role.COMMITTEE}),
    },
    Stage.UNDER_DECISION: {
        Stage.APPROVED: frozenset({Role.STREET_OFFICER, Role.COMMITTEE}),
        Stage.RETURNED: frozenset({Role.STREET_OFFICER, Role.COMMITTEE}),
    },
    Stage.APPROVED: {Stage.ELECTION_HELD: frozenset({Role.STREET_OFFICER, Role.MEMBER_UNIT, Role.SECRETARY})},
    Stage.ELECTION_HELD: {Stage.FILED: frozenset({Role.ORG_DEPT, Role.COMMITTEE})},
    Stage.FILED: {Stage.ACTIVE: frozenset({Role.ORG_DEPT, Role.COMMITTEE})},
    Stage.ACTIVE: {},
    Stage.WITHDRAWN: {},
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


def check_formation_step(old: FormationStage, new: FormationStage) -> Refusal | None:
    """Refuse a stage that does not follow; no stage may be skipped.

    Source: domain 2.3.
    """
    if new in FORMATION[old]:
        return None
    message = N_("成立程序不能由“%(old)s”直接到“%(new)s”。")
    return Refusal("formation_step", message, {"old": old.label, "new": new.label})
