"""Merging two entries of one unit (合并): one is kept, the other becomes its alias; no fact is repointed, edited or deleted."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors, registries
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.choices import LinkState, OperatingStatus, StatusReason
from enterprises.models import ContactLink, Difficulty, Handover, Unit
from enterprises.rules.duplicates import ORG_PART
from enterprises.services import locking, registration, status
from enterprises.services.inputs import Identity
from enterprises.services.observed import Moment
from enterprises.services.rounds.adding import take_over
from enterprises.services.rounds.settling import leave_lists

MERGE, RESOURCE = "enterprises.merge_unit", "enterprises.unit"
FILLED = ("short_name", "address", "contact_name", "industry_section", "industry_class", "business", "founded_on",
          "registration_type", "controlling_capital", "longitude", "latitude")  # fmt: skip


@transaction.atomic
def merge(*, kept: Unit, alias: Unit, on: date, by: Principal) -> Unit:
    """Keep one of two entries: the other one is closed as merged on a day, and its address leads to the kept one from then on.

    What the kept entry does not know of its identity it takes from the other; the dated facts of both stay where they are.

    Raises:
        Denied: ``by`` may not merge units on either side.
        Conflict: one of them has been merged meanwhile.
        ValidationError: they cannot be one unit, or something open has to be settled first.
    """
    one, other = sorted((kept, alias), key=lambda unit: unit.pk)  # locked in one order everywhere
    if one.pk == other.pk:
        errors.refuse(Refusal("same_unit", N_("请选择另一家单位。")))
    taken = {unit.pk: locking.take(unit, MERGE, by=by) for unit in (one, other)}
    kept, alias = taken[kept.pk], taken[alias.pk]
    locking.check_day("on", _("合并日期"), on, by=by)
    errors.require(_cannot(kept, alias))
    moment = Moment(on, by)
    if status.state_on(kept, on) in status.LEAVING:
        errors.refuse(Refusal("kept_left", N_("保留的单位已迁出或注销，请保留另一家。")))
    for refusal in status.objections(alias, on):
        errors.require(refusal)
    if status.state_on(alias, on) != OperatingStatus.CLOSED:
        status.write(alias, OperatingStatus.CLOSED, StatusReason.MERGED, moment)
    alias.merged_into, alias.merged_on, alias.version = kept, on, alias.version + 1
    alias.save(update_fields=["merged_into", "merged_on", "version"])
    _fill(kept, alias, moment)
    with locking.following():
        take_over(kept, leave_lists(alias, OperatingStatus.CLOSED, on=on), on=on)
        for hook in registries.merge_hooks.of(RESOURCE):
            hook(kept=kept, alias=alias, on=on, by=by)
    audit.record(by, "enterprises.merged", kept, alias=alias.pk, on=on.isoformat())
    return kept


def _cannot(kept: Unit, alias: Unit) -> Refusal | None:
    """Say why two entries cannot be merged, or what has to be settled first."""
    if kept.kind != alias.kind:
        return Refusal("other_kind", N_("两家的单位类别不同，不能合并；请先更正类别。"))
    if kept.uscc and alias.uscc and kept.uscc[ORG_PART] != alias.uscc[ORG_PART]:
        return Refusal("two_codes", N_("两家的统一社会信用代码不同，是两家法人单位，不能合并。"))
    if alias.uscc and not kept.uscc:
        return Refusal("keep_code", N_("请保留有统一社会信用代码的那一家。"))
    return _first(kept, alias)


def _first(kept: Unit, alias: Unit) -> Refusal | None:
    """Name what is open and has to be settled before."""
    if Handover.objects.of(unit__in=[alias, kept]).open().exists():
        return Refusal("handover_first", N_("有移交正在办理，请先办结或撤回移交再合并。"))
    if Difficulty.objects.of(unit=alias).open().exists():
        return Refusal("difficulty_first", N_("被并入的单位有未解决的困难，请先办结或撤回再合并。"))
    if ContactLink.objects.of(unit=alias).filter(state__in=[LinkState.OPEN, LinkState.SENT]).exists():
        return Refusal("link_first", N_("被并入的单位有未办结的确认链接，请先办结再合并。"))
    return None


def _fill(kept: Unit, alias: Unit, moment: Moment) -> None:
    """Take over what the kept entry does not know of itself."""
    missing: dict[str, Any] = {
        name: getattr(alias, name) for name in FILLED if not getattr(kept, name) and getattr(alias, name)
    }
    if ("longitude" in missing) != ("latitude" in missing):
        missing.pop("longitude", None)
        missing.pop("latitude", None)
    if not kept.contact_phone_tail and alias.contact_phone_tail:
        missing["contact_phone"] = alias.contact_phone
    if missing:
        given = Identity.of(kept, **missing)
        registration.amend(unit=kept, identity=given, on=moment.on, by=moment.by, version=None)
