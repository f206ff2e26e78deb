"""Computing what organizations are entitled to, and proposing it (核算、申请): one by one or for a whole area."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from access import policy
from access.errors import conflict, refuse
from access.models import Area
from access.principals import Principal
from enterprises.services.inputs import Findings
from funding.choices import Action, PolicyShape, Proration
from funding.models import Entitlement, Policy, PolicyVersion
from funding.rules import ledger as amounts
from funding.rules.entitlement import Decision, entitle
from funding.services import chain, facts, policies
from funding.services.chain import Act
from orgs.models import PartyOrg
from orgs.services import locks

APPLY = "funding.apply_entitlement"


@dataclass(frozen=True)
class Outcome:
    """What a policy gives one organization: a decision, and the entitlement that stands already or was made."""

    org: PartyOrg
    decision: Decision
    standing: Entitlement | None = None

    @property
    def is_new(self) -> bool:
        """Whether it may be proposed now."""
        return self.standing is None and self.decision.amount_yuan is not None


def compute(*, orgs: Sequence[PartyOrg], row: Policy, year: int, on: date) -> list[Outcome]:
    """Return what a policy gives organizations for a year by the facts of a day, without writing anything.

    Raises:
        ValidationError: no version is in force, or the year is not over and lies ahead.
    """
    version = _version(row, year, on)
    built, found = version.as_policy(), facts.gather(orgs, year=year, on=on)
    standing = _standing(row, orgs, _period(version, year))
    return [Outcome(org, entitle(built, found[org.pk]), standing.get(org.pk)) for org in orgs]


@transaction.atomic
def propose(
    *,
    org: PartyOrg,
    row: Policy,
    year: int,
    on: date,
    by: Principal,
    decided_yuan: Decimal | None = None,
    reason: str = "",
) -> Entitlement:
    """Propose (申请) what a policy gives an organization for a year, with its derivation.

    ``decided_yuan`` with a reason is for cases in which the policy is silent; it may not exceed a full year's amount.

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: the policy is not of the organization's area, or the rule refuses; the message is the rule's.
        Conflict: it stands already.
    """  # fmt: skip
    org = locks.lock_org(org, permission=APPLY, by=by)
    application_faults(org=org, row=row, when=(year, on), decided=decided_yuan, reason=reason, by=by).raise_if_any()
    (outcome,) = compute(orgs=[org], row=row, year=year, on=on)
    if outcome.standing is not None:
        _already(outcome.standing)
    decision = _decided(outcome.decision, org, _version(row, year, on), (year, on), decided_yuan, reason)
    (item,) = _write([(org, decision)], _version(row, year, on), year, Act(Action.PROPOSE, on, by, reason))
    return item


def application_faults(
    *,
    org: PartyOrg | None,
    row: Policy | None,
    when: tuple[int | None, date],
    decided: Decimal | None,
    reason: str,
    by: Principal,
) -> Findings:
    """Return what is wrong with an application (for a year, on a day) before its facts are looked at, by field.

    What is not known yet (None) is not judged. Where something is wrong, what a decided amount lacks is said in the same round.
    """
    findings, (year, on) = Findings(), when
    findings.attempt(locks.not_in_future, _("核算日期"), on, by=by)
    if row is not None and org is not None:
        findings.attempt(_require_here, row, org)
    if row is not None and year is not None:
        findings.attempt(_version, row, year, on)
    if decided is not None and (findings.found or None in (org, row, year)):
        _judge_amount(findings, decided, reason)
    return findings


def _judge_amount(findings: Findings, decided: Decimal, reason: str) -> None:
    findings.add("decided_yuan", amounts.check_amount(decided))
    if not reason.strip():
        findings.attempt(refuse, _("人工决定须写明理由。"), field="reason", code="reason_required")


@transaction.atomic
def propose_all(*, area: Area, row: Policy, year: int, on: date, by: Principal) -> list[Outcome]:
    """Propose what a policy gives every organization of an area that ``by`` may apply for; return every outcome.

    Those that the rule refuses, and those that stand already, are returned and nothing is written for them.

    Raises:
        Denied: ``by`` may not apply for anybody.
        ValidationError: no version is in force.
    """
    policy.check(by, APPLY)
    locks.not_in_future(_("核算日期"), on, by=by)
    orgs = _orgs(area, row, on, by, lock=True)
    outcomes = compute(orgs=orgs, row=row, year=year, on=on)
    new = [(outcome.org, outcome.decision) for outcome in outcomes if outcome.is_new]
    made = _write(new, _version(row, year, on), year, Act(Action.PROPOSE, on, by)) if new else []
    by_org = {item.org_id: item for item in made}
    return [replace(outcome, standing=by_org.get(outcome.org.pk, outcome.standing)) for outcome in outcomes]


def preview(*, area: Area, row: Policy, year: int, on: date, by: Principal) -> list[Outcome]:
    """Return what :func:`propose_all` would decide.

    Raises:
        ValidationError: no version is in force.
    """
    return compute(orgs=_orgs(area, row, on, by, lock=False), row=row, year=year, on=on)


@transaction.atomic
def propose_again(*, item: Entitlement, on: date, by: Principal, version: int | None = None) -> Entitlement:
    """Compute a returned entitlement anew and propose it again.

    Raises:
        Denied: outside what ``by`` may do.
        Conflict: it is not returned, or another one was made meanwhile.
        ValidationError: the rule refuses now, or ``by`` acted in the chain with another hand.
    """
    item = chain.lock_one(item, Action.PROPOSE, by=by, version=version)
    (outcome,) = compute(orgs=[item.org], row=item.policy, year=item.year, on=on)
    if outcome.standing is not None:
        _already(outcome.standing)
    if outcome.decision.refusal:
        refuse(outcome.decision.refusal)
    row_version = _version(item.policy, item.year, on)
    values = {"amount_yuan": outcome.decision.amount_yuan, "derivation": outcome.decision.as_data(), "refusal": {}}
    values |= {"policy_version_id": row_version.pk, "proposed_on": on, "applicant_id": chain.require_person(by)}
    values |= {"reviewer_id": None, "reviewed_on": None}
    chain.take([item], Act(Action.PROPOSE, on, by), **values)
    return item


def _version(row: Policy, year: int, on: date) -> PolicyVersion:
    """Return the version that decides about a year: the one in force today, or at the end of a year that is over."""
    if year > on.year:
        refuse(_("%(year)s年尚未开始，不能核算。"), field="year", code="year_ahead", year=year)
    return policies.version_for(row, on=min(on, date(year, 12, 31)))


def _period(version: PolicyVersion, year: int) -> str:
    return "" if version.spec["shape"] == PolicyShape.STARTUP else str(year)


def _orgs(area: Area, row: Policy, on: date, by: Principal, *, lock: bool) -> list[PartyOrg]:
    top = max((area, row.area), key=lambda place: len(place.path))
    rows = PartyOrg.objects.visible_to(by, APPLY).active_on(on)
    rows = rows.filter(area_path__gte=top.path, area_path__lt=f"{top.path[:-1]}/").order_by("pk")
    return list(rows.select_for_update(of=("self",)) if lock else rows)


def _standing(row: Policy, orgs: Sequence[PartyOrg], period: str) -> dict[int, Entitlement]:
    rows = Entitlement.objects.of(org__in=[org.pk for org in orgs]).open().filter(policy=row, period=period)
    return {item.org_id: item for item in rows}


def _require_here(row: Policy, org: PartyOrg) -> None:
    if not org.area_path.startswith(row.area.path):
        refuse(
            _("政策“%(policy)s”不适用于该党组织所在辖区。"), field="policy", code="policy_elsewhere", policy=row.name
        )


def _already(standing: Entitlement) -> None:
    conflict(
        _("该党组织的这项补助已经办理，当前为“%(status)s”。"), code="standing", status=standing.get_status_display()
    )


def _decided(
    decision: Decision,
    org: PartyOrg,
    version: PolicyVersion,
    when: tuple[int, date],
    decided: Decimal | None,
    reason: str,
) -> Decision:
    """Return the rule's decision, or a person's where the policy is silent."""
    if decided is None or not decision.is_open:
        if decision.refusal:
            refuse(decision.refusal, code=decision.refusal.code)
        return decision
    year, on = when
    full = entitle(
        replace(version.as_policy(), proration=Proration.FULL), facts.gather([org], year=year, on=on)[org.pk]
    )
    findings = Findings()
    _judge_amount(findings, decided, reason)
    if full.amount_yuan is None or decided > full.amount_yuan:
        text = _("人工决定的金额不能超过全年标准%(full)s元。")
        findings.attempt(refuse, text, field="decided_yuan", code="above_full", full=full.amount_yuan)
    findings.raise_if_any()
    text = _("政策未明确，人工决定：%(amount)s元（%(reason)s）") % {"amount": decided, "reason": reason}
    return replace(full, amount_yuan=decided, arithmetic=text)


def _write(
    decided: Sequence[tuple[PartyOrg, Decision]], version: PolicyVersion, year: int, act: Act
) -> list[Entitlement]:
    person, built = chain.require_person(act.by), version.as_policy()
    units = facts.own_units([org.pk for org, _decision in decided]) if built.shape == PolicyShape.STARTUP else {}
    items = [
        Entitlement(
            org=org, policy=version.policy, policy_version=version, shape=built.shape, fund=built.fund, year=year,
            period=_period(version, year), unit_id=_only(units.get(org.pk)), amount_yuan=decision.amount_yuan,
            derivation=_derivation(decision), applicant_id=person, proposed_on=act.on,
        )
        for org, decision in decided
    ]  # fmt: skip
    for item in items:
        if not item.amount_yuan:
            refuse(_("按政策核算的金额为0，不需要申请。"), code="nothing_due")
    Entitlement.objects.bulk_create(items)
    chain.begin(items, act)
    return items


def _only(units: set[int] | None) -> int | None:
    return next(iter(units)) if units and len(units) == 1 else None


def _derivation(decision: Decision) -> dict[str, Any]:
    return decision.as_data()
