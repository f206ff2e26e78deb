"""Applying for an organization (成立程序): from the draft for the units of some cases to the founded organization.

Source: 支部工作条例第五条, domain 2.3. Each step checks who may, locks, asks the table of steps, and adds to the log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.models import Area, Body
from access.outcome import N_, Refusal, Verdict
from access.principals import Place, Principal
from enterprises.models import Unit
from enterprises.rules import contact
from orgs.choices import FormationMode, FormationStage, FormationStep, OrgNature, OrgType
from orgs.models import Application, FormationCase, PartyOrg
from orgs.rules import cases as rules
from orgs.rules import formation
from orgs.services import locks
from orgs.services.cases import planning
from orgs.services.rules_in_force import limits_at, nearness, require, require_reason, situations

Step = FormationStep
APPLY = rules.MOVES[Step.SUBMIT].permission


@dataclass(frozen=True)
class Draft:
    """What an application asks for."""

    name: str
    form: FormationMode
    org_type: OrgType = OrgType.BRANCH
    nature: OrgNature = OrgNature.REGULAR
    area: Area | None = None  # None: where the first unit lies
    parent: PartyOrg | None = None
    reason: str = ""
    secretary: str = ""


@dataclass(frozen=True)
class Reply:
    """What the reply says (批复)."""

    on: date
    approval_no: str
    approved_by: Body


@transaction.atomic
def draft_application(*, cases: Sequence[FormationCase], draft: Draft, on: date, by: Principal) -> Application:
    """Draft the application for an organization of the units of some cases.

    Raises:
        Denied: a unit or the place lies outside what ``by`` may do.
        Conflict: a case is no longer open, or has an application already.
        ValidationError: the rules of formation, or a field refuses.
    """
    rows = [planning.take(case, APPLY, by=by) for case in sorted(cases, key=lambda case: case.pk)]
    if not rows:
        errors.refuse(Refusal("no_units", N_("请选择参加组建的单位。")), field="cases")
    for row in rows:
        planning.insist(row, rules.WAITING)
        if row.application_id is not None:
            errors.conflict(Refusal("application_open", N_("所选单位已有办理中的组建请示。")))
    units = locks.lock_units([row.unit_id for row in rows], permission=APPLY, by=by)
    area = draft.area or units[0].area
    policy.check(by, APPLY, Place(area.path, units[0].line_code))
    errors.require(contact.check_fit(draft.name), field="name")
    verdict = judge(units, draft, area, on=on)
    require(verdict, field="cases")
    require_reason(verdict, draft.reason)
    application = Application(
        area=area, line_code=units[0].line_code, size=len(units), created_by_id=by.user_id, **_values(draft)
    )
    application.clean_fields(exclude=["area_path", "line_code", "org"])
    application.save()
    for row in rows:
        row.application = application
        planning.keep(row, "applied", by, application=application.pk)
    audit.record(by, "orgs.formation_drafted", application, cases=[row.pk for row in rows])
    return application


def judge(units: Sequence[Unit], draft: Draft, area: Area, *, on: date) -> Verdict:
    """Return what the rules of formation say of an application on a day."""
    limits, facts = limits_at(area.path, on=on), situations(units, on=on)
    if draft.form == FormationMode.SINGLE:
        if len(facts) != 1:
            return Verdict((Refusal("single_many", N_("单独组建只能是一个单位。")),))
        verdict = formation.check_single(facts[0], nature=OrgNature(draft.nature), limits=limits)
        return verdict + formation.check_type(OrgType(draft.org_type), members=facts[0].members, limits=limits)
    if draft.form == FormationMode.JOINT:
        return formation.check_joint(facts, reason=draft.reason, limits=limits) + nearness(units, area, on=on)
    return Verdict((Refusal("form_unfit", N_("请示只用于单独组建和联合组建；其他方式直接纳入覆盖。")),))


def proposed_name(units: Sequence[Unit], form: FormationMode) -> str:
    """Propose a name; whoever drafts the application may change it."""
    first = units[0].short_name or units[0].name
    if form == FormationMode.SINGLE:
        return _("中共%(unit)s支部") % {"unit": units[0].name[:100]}
    return _("中共%(unit)s等%(number)d家单位联合支部") % {"unit": first[:80], "number": len(units)}


def _values(draft: Draft) -> dict[str, Any]:
    given = {one.name: getattr(draft, one.name) for one in fields(draft) if one.name != "area"}
    return given | {"name": draft.name.strip(), "reason": draft.reason.strip(), "secretary": draft.secretary.strip()}


@transaction.atomic
def amend_application(
    *, application: Application, draft: Draft, on: date, by: Principal, version: int | None = None
) -> Application:
    """Change what a draft or a returned application asks for; its units, form and place stay.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: it is with those who decide, or was changed meanwhile.
        ValidationError: the rules of formation, or a field refuses.
    """
    row = _locked(application, APPLY, by)
    if refusal := rules.check_amend(FormationStage(row.stage)):
        errors.conflict(refusal)
    if version is not None and row.version != version:
        errors.conflict(Refusal("changed_meanwhile", N_("该请示刚被他人修改，请刷新后重试。")))
    errors.require(contact.check_fit(draft.name), field="name")
    asked = replace(draft, form=FormationMode(row.form))
    units = Unit.objects.visible_to(by, APPLY).filter(pk__in=[case.unit_id for case in cases_of(row, APPLY, by)])
    verdict = judge(list(units.order_by("pk")), asked, row.area, on=on)
    require(verdict, field="name")
    require_reason(verdict, draft.reason)
    for name, value in _values(asked).items():
        setattr(row, name, value)
    row.clean_fields(exclude=["area_path", "line_code", "org"])
    return _keep(row, "amend", on, by)


def submit_application(*, application: Application, on: date, by: Principal) -> Application:
    """Submit it to the committee that decides (报送请示); again after it was returned.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: it stands at another stage.
        ValidationError: a day in the future.
    """
    return _step(application, Step.SUBMIT, on, by, {"submitted_on": on})


def consider_application(*, application: Application, on: date, by: Principal, note: str = "") -> Application:
    """Put it before the meeting that decides (提交会议研究).

    Raises:
        Denied: ``by`` does not decide there.
        Conflict: it stands at another stage.
    """
    return _step(application, Step.CONSIDER, on, by, {}, text=note)


def return_application(*, application: Application, reason: str, on: date, by: Principal) -> Application:
    """Return it with the reason.

    Raises:
        Denied: ``by`` does not decide there.
        Conflict: it stands at another stage.
        ValidationError: no reason.
    """
    return _step(application, Step.RETURN, on, by, {}, text=_text(reason))


def approve_application(*, application: Application, reply: Reply, by: Principal) -> Application:
    """Reply with number and day (批复).

    Raises:
        Denied: ``by`` does not decide there.
        Conflict: it stands at another stage.
        ValidationError: no number, or a day before the application.
    """
    if not reply.approval_no.strip():
        errors.refuse(Refusal("no_number", N_("请填写批复文号。")), field="approval_no")
    values = {
        "decided_on": reply.on, "approval_no": reply.approval_no.strip(), "approved_by": reply.approved_by,
    }  # fmt: skip
    return _step(application, Step.APPROVE, reply.on, by, values, after="submitted_on")


@transaction.atomic
def withdraw_application(*, application: Application, reason: str, on: date, by: Principal) -> Application:
    """Withdraw it: its units stay on the list and may be applied for anew.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: it has been decided.
        ValidationError: no reason.
    """
    row = _step(application, Step.WITHDRAW, on, by, {}, text=_text(reason))
    rows = FormationCase.objects.visible_to(by, APPLY).filter(application=row)
    for case in rows.select_for_update(of=("self",)).order_by("pk"):
        case.application = None
        planning.keep(case, "withdrawn", by, application=row.pk)
    return row


@transaction.atomic
def _step(
    application: Application, kind: FormationStep, on: date, by: Principal, values: Mapping[str, Any], *,
    text: str = "", after: str = "",
) -> Application:  # fmt: skip
    """Take one step of the table with its values, its line in the log and its trace."""
    row = take(application, kind, by)
    before = getattr(row, after) if after else None
    if before is not None:
        errors.require(contact.check_order((_("请示日期"), before), (_("批复日期"), on)), field="on")
    for name, value in values.items():
        setattr(row, name, value)
    return step(row, kind, on, by, text=text)


def step(row: Application, kind: FormationStep, on: date, by: Principal, *, text: str = "") -> Application:
    """Save a locked application after a step, with its line in the log and its trace.

    Raises:
        ValidationError: a day in the future.
    """
    locks.not_in_future(_("日期"), on, by=by)
    row.stage = rules.MOVES[kind].after
    return _keep(row, kind.value, on, by, text=text)


def _keep(row: Application, step: str, on: date, by: Principal, *, text: str = "") -> Application:
    line = {"step": step, "on": on.isoformat(), "by": by.name[:80], "user": by.user_id, "text": text[:500]}
    row.log, row.version = [*row.log, line], row.version + 1
    row.save()
    audit.record(by, f"orgs.formation_{step}", row)
    return row


def take(application: Application, step: FormationStep, by: Principal) -> Application:
    """Return the application, locked, where the step may follow.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: it stands at another stage.
    """
    row = _locked(application, rules.MOVES[step].permission, by)
    refusal = rules.check_step(FormationStage(row.stage), step)
    if refusal is not None:
        errors.conflict(refusal)
    return row


def _locked(application: Application, permission: str, by: Principal) -> Application:
    policy.check(by, permission, application)
    rows = Application.objects.visible_to(by, permission).select_for_update(of=("self",))
    row: Application | None = rows.filter(pk=application.pk).first()
    if row is None:
        raise policy.Denied(permission, target=application)
    return row


def cases_of(row: Application, permission: str, by: Principal) -> list[FormationCase]:
    """Lock the cases of an application.

    Raises:
        Conflict: one of them lies outside what ``by`` may do meanwhile.
    """
    rows = FormationCase.objects.visible_to(by, permission).filter(application=row)
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if len(found) != row.size:
        message = N_("请示所列%(size)d个单位中有的已迁出您的辖区，请先撤回请示。")
        errors.conflict(Refusal("units_gone", message, {"size": row.size}))
    return found


def _text(reason: str) -> str:
    if not reason.strip():
        errors.refuse(Refusal("text_missing", N_("请说明原因。")), field="reason")
    errors.require(contact.check_fit(reason), field="reason")
    return reason.strip()
