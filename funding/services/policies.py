"""Loading, releasing and ending versions of policies; a released version is never edited."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from access import audit, policy
from access.errors import conflict, refuse
from access.models import Area
from access.principals import Place, Principal
from funding.models import Policy, PolicyVersion
from funding.rules import conditions, policies
from funding.rules.policies import policy_from_data

RELEASE = "funding.release_policy"
OWN = {"version", "starts_on", "ends_on"}  # kept by the row, not by the spec


def spec_of(standard: policies.Policy) -> dict[str, Any]:
    """Return a published standard as plain data that can be stored and read back."""
    found = {name.name: getattr(standard, name.name) for name in fields(standard) if name.name not in OWN}
    amounts = {key: str(amount) for key, amount in standard.amounts.items()}
    bounds = {name: str(found[name]) for name in ("floor_yuan", "cap_yuan") if found[name] is not None}
    plain = {name: str(found[name]) for name in ("shape", "fund", "proration")}
    found.update(amounts=amounts, conditions=list(standard.conditions), **plain)
    return {name: value for name, value in {**found, **bounds}.items() if value is not None}


@transaction.atomic
def load_policy(
    *,
    area: Area,
    spec: Mapping[str, Any],
    since: date,
    by: Principal,
    until: date | None = None,
    document: str = "",
    is_budgeted: bool = False,
) -> PolicyVersion:
    """Release a version of a policy from a day on; a version still in force without an end is ended on that day.

    Raises:
        Denied: ``by`` may not release policies in the area.
        ValidationError: the spec is not a policy, or it ends before it begins.
        Conflict: another version holds on a later day already.
    """  # fmt: skip
    policy.check(by, RELEASE, Place(area.path))
    stored = {name: value for name, value in spec.items() if name not in OWN}
    built = _checked(stored, since, until)
    row, _new = Policy.objects.get_or_create(
        area=area, code=built.code, defaults={"name": built.title, "document": document, "is_budgeted": is_budgeted}
    )
    row = Policy.objects.select_for_update().get(pk=row.pk)
    _make_room(row, since, by)
    number = (row.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = PolicyVersion.objects.create(
        policy=row, number=number, valid=DateRange(since, until), spec=stored, clause=built.clause,
        released_at=Now(), released_by_id=by.user_id,
    )  # fmt: skip
    version.refresh_from_db()
    audit.record(by, "funding.policy_released", version, code=built.code, number=number, since=str(since))
    return version


@transaction.atomic
def end_version(*, version: PolicyVersion, on: date, by: Principal) -> PolicyVersion:
    """Set the day from which a version no longer holds; only once.

    Raises:
        Denied: ``by`` may not release policies in its area.
        ValidationError: the end is not after the beginning.
        Conflict: it has an end already.
    """
    policy.check(by, RELEASE, Place(version.policy.area.path))
    Policy.objects.select_for_update().get(pk=version.policy_id)
    version = PolicyVersion.objects.select_related("policy").get(pk=version.pk)
    if version.until is not None:
        conflict(_("该版本已设定截止日期，不能再改。"), code="version_ended")
    if on <= version.since:
        refuse(_("截止日期必须晚于施行日期。"), field="on", code="dates_out_of_order")
    version.valid = DateRange(version.since, on)
    PolicyVersion.objects.filter(pk=version.pk).update(valid=version.valid)
    audit.record(by, "funding.policy_ended", version, on=str(on))
    return version


def above(path: str) -> list[int]:
    """Return the ids of an area and of all above it."""
    return [int(pk) for pk in path.strip(".").split(".") if pk]


def in_force_at(path: str, *, on: date) -> list[PolicyVersion]:
    """Return the versions in force at a place on a day."""
    rows = PolicyVersion.objects.in_force(on).filter(policy__area__in=above(path))
    return list(rows.select_related("policy__area").order_by("policy__code"))


def version_for(row: Policy, *, on: date) -> PolicyVersion:
    """Return the version of a policy in force on a day.

    Raises:
        ValidationError: none is.
    """
    found = row.versions.in_force(on).select_related("policy__area").first()
    if found is None:
        refuse(
            _("政策“%(policy)s”在%(on)s没有施行中的版本。"), field="policy", code="no_version", policy=row.name,
            on=on.isoformat(),
        )  # fmt: skip
    return found


def _checked(spec: dict[str, Any], since: date, until: date | None) -> policies.Policy:
    if until is not None and until <= since:
        refuse(_("结束日期必须晚于开始日期。"), field="until", code="dates_out_of_order")
    try:
        built = policy_from_data({**spec, "version": 1})
    except (ValueError, TypeError, KeyError, ArithmeticError):
        refuse(_("政策内容不完整或金额有误，请核对。"), field="spec", code="not_a_policy")
    unknown = set(built.conditions) - set(conditions.CONDITIONS)
    if unknown:
        refuse(_("没有这样的条件：%(names)s。"), field="spec", code="no_condition", names=", ".join(sorted(unknown)))
    return built


def _make_room(row: Policy, since: date, by: Principal) -> None:
    standing = row.versions.filter(released_at__isnull=False).order_by("-number").first()
    if standing is None or (standing.until is not None and standing.until <= since):
        return
    if standing.until is not None or standing.since >= since:
        conflict(_("该政策已有版本在此期间施行。"), code="version_overlaps")
    end_version(version=standing, on=since, by=by)
