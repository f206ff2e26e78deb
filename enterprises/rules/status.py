"""Operating status, what a visit says about it, and whether a unit belongs to the base (党建基数).

Source: domain 3.2 (scope rules: operating legal units; shells, state-controlled units and outside branches stay out).
"""

from access.outcome import N_, Refusal
from enterprises.choices import (
    BaseReason,
    ControllingCapital,
    OperatingStatus,
    RegistrationType,
    StatusReason,
    UnitKind,
    VisitOutcome,
)

Status = OperatingStatus
Reason = StatusReason

TRANSITIONS: dict[
    OperatingStatus | None, frozenset[OperatingStatus]
] = {  # from → to; None is a unit new to the register
    None: frozenset(Status),
    Status.OPERATING: frozenset({Status.SUSPENDED, Status.SHELL, Status.MOVED_OUT, Status.CLOSED}),
    Status.SUSPENDED: frozenset({Status.OPERATING, Status.SHELL, Status.MOVED_OUT, Status.CLOSED}),
    Status.SHELL: frozenset({Status.OPERATING, Status.SUSPENDED, Status.MOVED_OUT, Status.CLOSED}),
    Status.MOVED_OUT: frozenset({Status.OPERATING, Status.CLOSED}),
    Status.CLOSED: frozenset(),
}

REASONS: dict[OperatingStatus, frozenset[StatusReason]] = {  # which reasons may stand beside a status
    Status.OPERATING: frozenset(
        {Reason.REGISTERED, Reason.SEEN_OPERATING, Reason.RESUMED, Reason.MOVED_BACK, Reason.OTHER}
    ),
    Status.SUSPENDED: frozenset({Reason.SEASONAL, Reason.NO_BUSINESS, Reason.OTHER}),
    Status.SHELL: frozenset({Reason.NO_BUSINESS, Reason.NO_TAX, Reason.NOT_FOUND, Reason.OTHER}),
    Status.MOVED_OUT: frozenset({Reason.MOVED, Reason.OTHER}),
    Status.CLOSED: frozenset(
        {Reason.DEREGISTERED, Reason.LICENCE_REVOKED, Reason.BANKRUPT, Reason.MERGED, Reason.OTHER}
    ),
}

OUTCOME_STATUS: dict[VisitOutcome, tuple[OperatingStatus, StatusReason] | None] = {  # None: the visit does not say
    VisitOutcome.DONE: (Status.OPERATING, Reason.SEEN_OPERATING),
    VisitOutcome.DOOR_CLOSED: None,
    VisitOutcome.REFUSED: None,
    VisitOutcome.NOT_FOUND: None,
    VisitOutcome.MOVED_OUT: (Status.MOVED_OUT, Reason.MOVED),
    VisitOutcome.CLOSED: (Status.CLOSED, Reason.DEREGISTERED),
    VisitOutcome.SHELL: (Status.SHELL, Reason.NO_BUSINESS),
}


def check_transition(old: OperatingStatus | None, new: OperatingStatus, reason: StatusReason) -> Refusal | None:
    """Refuse a change of status that cannot happen, or a reason that does not belong to the new status.

    Staying in a status (confirming it) is no change and is allowed.

    Source: domain 3.2; a deregistered unit does not come back, it registers anew.
    """
    if reason not in REASONS[new]:
        message = N_("“%(reason)s”不是“%(status)s”的原因。")
        return Refusal("status_reason", message, {"reason": reason.label, "status": new.label})
    if old != new and new not in TRANSITIONS[old]:
        message = N_("经营状态不能由“%(old)s”改为“%(new)s”。")
        return Refusal("status_transition", message, {"old": old.label if old else "", "new": new.label})
    return None


PUBLIC_TYPES = frozenset({"110", "120", "141", "142", "143", "151"})
NON_PUBLIC_BEGINNINGS = ("17", "2", "3")  # 私营, 港澳台, 外商; domain 7.3
PUBLIC_CAPITAL = frozenset({ControllingCapital.STATE, ControllingCapital.COLLECTIVE})


def is_non_public(registration: RegistrationType | None, control: ControllingCapital | None) -> bool | None:
    """Tell whether an enterprise is non-public; who controls the capital decides before the registration type.

    None when neither says (for example 159 其他有限责任 without a known controller).

    Source: 公有 = 国有+集体, 非公有 = 私有+港澳台+外商; domain 7.3.
    """
    if control is not None:
        return control not in PUBLIC_CAPITAL
    if registration is None:
        return None
    if registration.value in PUBLIC_TYPES:
        return False
    return True if registration.value.startswith(NON_PUBLIC_BEGINNINGS) else None


STATUS_OUT: dict[OperatingStatus, BaseReason] = {
    Status.SUSPENDED: BaseReason.NOT_OPERATING,
    Status.SHELL: BaseReason.NOT_OPERATING,
    Status.MOVED_OUT: BaseReason.MOVED_OUT,
    Status.CLOSED: BaseReason.CLOSED,
}


def propose_base(
    *,
    kind: UnitKind,
    status: OperatingStatus,
    non_public: bool | None,
    is_outside_branch: bool = False,
) -> tuple[bool, BaseReason]:
    """Propose whether a unit is in the base and why; the approved list of a round may decide otherwise.

    Args:
        kind: self-employed units are in a base of their own kind, counted separately.
        status: operating status on the day.
        non_public: answer of `is_non_public`; only enterprises are asked, and only a plain no keeps one out.
        is_outside_branch: a branch of a unit registered elsewhere (counted where its legal person is).

    Source: domain 3.2 scope rules.
    """
    if status in STATUS_OUT:
        return False, STATUS_OUT[status]
    if kind == UnitKind.ENTERPRISE and non_public is False:
        return False, BaseReason.STATE_CONTROLLED
    if is_outside_branch:
        return False, BaseReason.OUTSIDE_BRANCH
    return True, BaseReason.LEGAL_UNIT
