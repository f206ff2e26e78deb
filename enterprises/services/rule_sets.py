"""The rules of an area (归口规则): released with dates, and asked again of every unit when they change."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Place, Principal
from enterprises.models import ManagingFact, ManagingRuleSet, ScaleFact, Unit
from enterprises.services import locking
from enterprises.services.managing import Answer, Engine, reassign
from enterprises.services.status import LEAVING

SET, VIEW = "enterprises.set_rules", "enterprises.view_unit"
AT_ONCE = 500  # units that one act changes at most


@dataclass(frozen=True)
class Change:
    """A unit whose managing body or rule would be another one."""

    unit: Unit
    before: str
    before_rule: str
    after: Answer


@transaction.atomic
def set_rules(*, area: Area, rules: list[dict[str, Any]], since: date, origin: str, by: Principal) -> ManagingRuleSet:
    """Release a set of rules for an area from a day on; the one before ends that day, and units keep theirs until re-evaluated.

    Raises:
        Denied: ``by`` may not set rules there.
        ValidationError: rules that the engine does not know, no source, or a set that begins that very day.
    """
    policy.check(by, SET, Place(area.path))
    Area.objects.select_for_update(of=("self",)).get(pk=area.pk)  # two releases for one area, one after the other
    rows = ManagingRuleSet.objects.filter(area=area)
    if rows.filter(valid__startswith=since).exists():
        errors.refuse(Refusal("rules_same_day", N_("该辖区已有一套规则从这一天起适用，请换一个日期。")), field="since")
    later = rows.filter(valid__startswith__gt=since).order_by("valid").first()
    new = ManagingRuleSet(area=area, rules=rules, origin=origin.strip())
    new.valid = DateRange(since, later.valid.lower if later else None)
    new.full_clean(exclude=["area", "valid"])
    before = rows.filter(valid__contains=since).first()
    if before is not None:
        before.valid = DateRange(before.valid.lower, since)
        before.save(update_fields=["valid"])
    new.save()
    audit.record(by, "enterprises.rules_set", new, area=area.pk, since=since.isoformat(), rules=len(rules))
    return new


def review_rules(*, area: Area, on: date, by: Principal) -> list[Change]:
    """Return the units in an area that the rules in force on a day would give to another body or another rule.

    Raises:
        Denied: ``by`` may not set rules there.
    """
    policy.check(by, SET, Place(area.path))
    units = Unit.objects.visible_to(by, SET).under(area.path).select_related("area")
    units = units.exclude(pk__in=Unit.objects.visible_to(by, SET).with_status(on, *LEAVING).values("pk"))
    inside = {"area_path__gte": area.path, "area_path__lt": f"{area.path[:-1]}/"}
    scales = ScaleFact.objects.visible_to(by, VIEW).as_of(on).filter(**inside)
    above = dict(scales.values_list("unit_id", "above_scale"))
    facts = ManagingFact.objects.visible_to(by, VIEW).as_of(on).filter(**inside).select_related("body")
    known = {fact.unit_id: fact for fact in facts}
    engine, changes = Engine(on), []
    for unit in units.filter(pk__in=known).order_by("pinyin", "pk"):
        answer, fact = engine.answer(unit, unit.area_path, above_scale=above.get(unit.pk)), known[unit.pk]
        if (fact.body_id, fact.rule) != (answer.body.pk if answer.body else None, answer.rule):
            changes.append(Change(unit, str(fact), fact.rule, answer))
    return changes


@transaction.atomic
def apply_rules(*, area: Area, on: date, by: Principal, most: int = AT_ONCE) -> int:
    """Write for every unit that the rules give elsewhere who manages it from a day on; return how many were changed.

    Raises:
        Denied: ``by`` may not set rules there.
        ValidationError: the day lies ahead.
    """
    locking.check_day("on", _("日期"), on, by=by)
    changes = review_rules(area=area, on=on, by=by)[:most]
    for change in sorted(changes, key=lambda one: one.unit.pk):  # locked in one order everywhere
        reassign(unit=change.unit, on=on, by=by, permission=SET)
    audit.record(by, "enterprises.rules_applied", area, on=on.isoformat(), units=len(changes))
    return len(changes)
