"""Operating status: closing (停业、空壳、迁出、注销) and reopening a unit, with what follows in base and other apps."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, dated, errors, registries
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.choices import OperatingStatus, StatusReason
from enterprises.models import LiaisonFact, StatusFact, Unit
from enterprises.rules import status as rules
from enterprises.services import base, handovers, locking
from enterprises.services.observed import Moment, current, observe
from enterprises.services.rounds.settling import leave_lists

LEAVING = frozenset({OperatingStatus.MOVED_OUT, OperatingStatus.CLOSED})  # upper apps are asked and told
RESOURCE = "enterprises.unit"


@transaction.atomic
def close(
    *, unit: Unit, status: str, reason: str, on: date, by: Principal, version: int | None = None, source: str = "desk"
) -> Unit:
    """Register that a unit stopped, is a shell, moved out of the district or was deregistered.

    Raises:
        Denied: ``by`` may not close units here.
        Conflict: somebody else changed the unit since ``version`` was read.
        ValidationError: the status cannot follow, the reason does not belong to it, or an upper app objects.
    """
    unit = locking.take(unit, "enterprises.close_unit", by=by, version=version)
    if status == OperatingStatus.OPERATING:
        errors.refuse(Refusal("not_a_closing", N_("“在营”不是停业或退出状态，请使用恢复经营。")), field="status")
    return _change(unit, OperatingStatus(status), StatusReason(reason), Moment(on, by, source))


@transaction.atomic
def reopen(
    *, unit: Unit, reason: str, on: date, by: Principal, version: int | None = None, source: str = "desk"
) -> Unit:
    """Register that a unit operates again.

    Raises:
        Denied: ``by`` may not change the status here.
        Conflict: somebody else changed the unit since ``version`` was read.
        ValidationError: a deregistered unit does not come back.
    """
    unit = locking.take(unit, "enterprises.close_unit", by=by, version=version)
    return _change(unit, OperatingStatus.OPERATING, StatusReason(reason), Moment(on, by, source))


def _change(unit: Unit, new: OperatingStatus, reason: StatusReason, moment: Moment) -> Unit:
    locking.check_day("on", _("日期"), moment.on, by=moment.by)
    old = state_on(unit, moment.on)
    errors.require(
        rules.check_transition(old, new, reason), field="reason" if reason not in rules.REASONS[new] else "status"
    )
    for guard in registries.guards.of(RESOURCE) if new in LEAVING else ():
        errors.require(guard(obj=unit, on=moment.on), field="status")
    write(unit, new, reason, moment)
    with locking.following():
        leave_lists(unit, new, on=moment.on)
    unit.version += 1
    unit.save(update_fields=["version"])
    audit.record(
        moment.by,
        "enterprises.status_changed",
        unit,
        old=old,
        new=new.value,
        reason=reason.value,
        on=moment.on.isoformat(),
    )
    return unit


def state_on(unit: Unit, on: date) -> OperatingStatus | None:
    """Return the status in force on a day."""
    fact = current(StatusFact, unit, on)
    return OperatingStatus(fact.status) if fact is not None else None


def objections(unit: Unit, on: date) -> list[Refusal]:
    """Return why upper apps would not let the unit leave."""
    return [refusal for guard in registries.guards.of(RESOURCE) if (refusal := guard(obj=unit, on=on)) is not None]


def write(unit: Unit, new: OperatingStatus, reason: StatusReason, moment: Moment) -> bool:
    """Write a status that the rules allow, and what follows: the base, and what upper apps keep about the unit."""
    with locking.following():
        changed = observe(StatusFact, unit, {"status": new, "reason": reason}, moment)
        base.follow(unit, moment)
        if new in LEAVING:
            handovers.overtake(unit, moment, N_("单位已迁出或注销"))
            dated.end(LiaisonFact, key={"unit": unit}, on=moment.on, by=moment.by, source=moment.source)
            for hook in registries.close_hooks.of(RESOURCE):
                hook(obj=unit, on=moment.on, by=moment.by)
    return changed
