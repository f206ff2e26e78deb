"""From the reply to the cancelled ticket: election, filing, the organization founded, and 销号 approved above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import errors, policy
from access.models import Person
from access.principals import Principal
from enterprises.models import Unit
from enterprises.rules import contact
from enterprises.services.inputs import Findings
from orgs.choices import FormationMode, FormationStep, OrgNature, OrgType, PlanStatus, PostKind
from orgs.models import Application, Coverage, FormationCase, PartyOrg
from orgs.rules import cases as rules
from orgs.rules import elections
from orgs.services import formation, founding, locks, posts, terms
from orgs.services.cases import applying, planning
from orgs.services.rules_in_force import limits_at, situations

Step = FormationStep
CLEAR = "orgs.clear_formation"


@dataclass(frozen=True)
class Elected:
    """One elected person; a secretary with the source."""

    kind: PostKind
    person: Person
    secretary_source: str = ""


@dataclass(frozen=True)
class Result:
    """The report of the founding meeting (选举结果报告); counts are persons with the right to vote."""

    on: date
    entitled: int
    present: int
    elected: Sequence[Elected]


@transaction.atomic
def elect_application(*, application: Application, result: Result, by: Principal) -> Application:
    """Record the founding meeting's election.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: it has no reply yet, or went on.
        ValidationError: every fault at once: no quorum, posts not filled, a day before the reply.
    """
    row = applying.take(application, Step.ELECT, by)
    cases = applying.cases_of(row, rules.MOVES[Step.ELECT].permission, by)
    _election_faults(row, _units(cases, by), result).raise_if_any()
    row.elected_on, row.entitled, row.present = result.on, result.entitled, result.present
    row.posts = [
        {"kind": str(one.kind), "person": one.person.pk, "name": one.person.name, "source": one.secretary_source}
        for one in result.elected
    ]
    return applying.step(row, Step.ELECT, result.on, by)


def _election_faults(row: Application, units: Sequence[Unit], result: Result) -> Findings:
    findings = Findings()
    findings.add("present", elections.check_quorum(entitled=result.entitled, present=result.present))
    limits = limits_at(row.area_path, on=result.on)
    facts = situations(units, on=result.on)
    formal = sum(fact.formal for fact in facts)
    findings.add(
        "elected", rules.check_election(formal=formal, elected=[one.kind for one in result.elected], limits=limits)
    )
    if row.decided_on is not None:
        findings.add("on", contact.check_order((_("批复日期"), row.decided_on), (_("选举日期"), result.on)))
    return findings


def file_application(*, application: Application, number: str, on: date, by: Principal) -> Application:
    """File reply and election result with the organization department (备案).

    Raises:
        Denied: ``by`` does not keep the files.
        Conflict: it stands at another stage.
        ValidationError: a day before the election.
    """
    with transaction.atomic():
        row = applying.take(application, Step.FILE, by)
        if row.elected_on is not None:
            errors.require(contact.check_order((_("选举日期"), row.elected_on), (_("备案日期"), on)), field="on")
        row.filed_on, row.filing_no = on, number.strip()
        return applying.step(row, Step.FILE, on, by)


@transaction.atomic
def activate_application(*, application: Application, by: Principal) -> PartyOrg:
    """Found the organization as it was approved, with its term and posts; its units are covered from the day of the reply.

    Raises:
        Denied: ``by`` may not found organizations there.
        Conflict: it stands at another stage, or a unit is covered meanwhile in a way that excludes it.
        ValidationError: the facts of the day of the reply do not bear it any more.
    """
    row = applying.take(application, Step.ACTIVATE, by)
    if row.decided_on is None or row.elected_on is None:
        raise ValueError(f"application {row.pk} was filed without reply or election")
    reply = founding.Founding(
        name=row.name, on=row.decided_on, area=row.area, org_type=OrgType(row.org_type), nature=OrgNature(row.nature),
        parent=row.parent, approval_no=row.approval_no, approved_by=row.approved_by, reason=row.reason or row.approval_no,
    )  # fmt: skip
    units = _units(applying.cases_of(row, rules.MOVES[Step.ACTIVATE].permission, by), by)
    if row.form == FormationMode.SINGLE:
        org = formation.form_single(unit=units[0], founding=reply, by=by)
    else:
        org = formation.form_joint(units=units, founding=reply, by=by)
    election = terms.Election(
        on=row.elected_on, entitled=row.entitled, present=row.present, elected=len(row.posts), approval_no=row.approval_no,
    )  # fmt: skip
    terms.elect(org=org, election=election, by=by)
    people = Person.objects.visible_to(by, "access.view_person").in_bulk([post["person"] for post in row.posts])
    for post in row.posts:
        posts.appoint(
            org=org, person=people[post["person"]], kind=PostKind(post["kind"]), on=row.elected_on, by=by,
            secretary_source=post["source"], approval_no=row.approval_no,
        )  # fmt: skip
    row.org = org
    applying.step(row, Step.ACTIVATE, by.today or row.elected_on, by)
    for case in applying.cases_of(row, rules.MOVES[Step.ACTIVATE].permission, by):  # read anew: founding moved them
        case.status, case.reported_by_id = PlanStatus.BUILT, by.user_id
        planning.keep(case, "built", by, org=org.pk)
    return org


def _units(cases: Sequence[FormationCase], by: Principal) -> list[Unit]:
    rows = Unit.objects.visible_to(by, "enterprises.view_unit").filter(pk__in=[case.unit_id for case in cases])
    return list(rows.order_by("pk"))


@transaction.atomic
def clear_case(
    *, case: FormationCase, number: str, on: date, by: Principal, version: int | None = None
) -> FormationCase:
    """Cancel the ticket of a unit (销号): approved above, with number, day and the coverage that proves it.

    Raises:
        Denied: ``by`` does not cancel tickets there, or founded the organization.
        Conflict: changed meanwhile, or not built.
        ValidationError: no number, or a day before the unit was covered.
    """
    row = planning.take(case, CLEAR, by=by, version=version)
    planning.insist(row, frozenset({PlanStatus.BUILT}))
    locks.not_in_future(_("销号日期"), on, by=by)
    if row.reported_by_id is not None and row.reported_by_id == by.user_id:
        raise policy.Denied(CLEAR, target=case)
    coverage = Coverage.objects.of(unit=row.unit_id).as_of(on).filter(mode__in=rules.BUILT).order_by("pk").first()
    mode = coverage.mode if coverage is not None else None
    built_on = coverage.since if coverage is not None else None
    errors.require(rules.check_cleared(mode, number=number, cleared_on=on, built_on=built_on), field="number")
    row.status, row.cleared_on, row.cleared_no = PlanStatus.CLEARED, on, number.strip()
    row.cleared_by_id, row.coverage = by.user_id, coverage
    planning.keep(row, "cleared", by, number=row.cleared_no)
    return row
