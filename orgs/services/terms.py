"""Terms of office: election and approved extension (换届选举、延期换届)."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit
from access.errors import conflict, refuse
from access.principals import Principal
from enterprises.services.inputs import Findings
from orgs.choices import OrgNature, OrgType
from orgs.models import PartyOrg, ReElection, Term
from orgs.rules import elections
from orgs.rules import terms as rules
from orgs.services import locks
from orgs.services.rules_in_force import limits_at


@dataclass(frozen=True)
class Election:
    """What the report of an election says; counts are persons with the right to vote."""

    on: date
    entitled: int | None = None
    present: int | None = None
    elected: int | None = None
    approval_no: str = ""


@transaction.atomic
def elect(*, org: PartyOrg, election: Election, by: Principal) -> Term:
    """Record an election: the standing term closes and the next one begins.

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: no terms by nature, too few present, or the day is out of order.
        Conflict: the organization is not active on that day, or a re-election is under way.
    """
    org = locks.lock_org(org, permission="orgs.elect_term", by=by)
    election_faults(org, on=election.on, entitled=election.entitled, present=election.present, by=by).raise_if_any()
    locks.require_active(org, on=election.on)
    if ReElection.objects.of(org=org).open().exists():
        conflict(_("“%(org)s”正在办理换届，请在换届办理中登记选举结果。"), code="reelection_open", org=org.name)
    return begin_term(org, election, by=by)


def begin_term(org: PartyOrg, election: Election, *, by: Principal) -> Term:
    """Begin a term of a locked organization, whose election has been judged; the standing one closes."""
    last, ends_on = _last(org), cast("date", _end(org, election.on))
    Term.objects.of(org=org).standing().update(closed_on=election.on)
    term = Term.objects.create(
        org=org, number=(last.number if last else 0) + 1, elected_on=election.on, ends_on=ends_on,
        entitled=election.entitled, present=election.present, elected=election.elected,
        approval_no=election.approval_no, recorded_by_id=by.user_id,
    )  # fmt: skip
    audit.record(by, "orgs.elected", org, term=term.pk, on=str(election.on), ends_on=str(ends_on))
    return term


def election_faults(
    org: PartyOrg, *, on: date | None, entitled: int | None, present: int | None, by: Principal
) -> Findings:
    """Return everything that is wrong with the report of an election, by field; what is not known yet is not judged."""
    findings, last = Findings(), _last(org)
    if on is not None:
        findings.attempt(locks.not_in_future, _("选举日期"), on, by=by)
        previous = last.elected_on if last else None
        findings.add("on", rules.check_term(on, founded_on=org.founded_on, previous_elected_on=previous))
    if entitled is not None and present is not None:
        findings.add("present", elections.check_quorum(entitled=entitled, present=present))
    findings.attempt(require_terms, org, on=on or org.founded_on)
    return findings


def require_terms(org: PartyOrg, *, on: date) -> None:
    """Insist that an organization holds terms.

    Raises:
        ValidationError: its leaders are appointed.
    """
    if _end(org, on) is None:
        refuse(_("“%(org)s”不实行任期，其负责人由上级指定。"), code="no_term", org=org.name)


def _last(org: PartyOrg) -> Term | None:
    last: Term | None = Term.objects.of(org=org).order_by("-elected_on").first()
    return last


def _end(org: PartyOrg, on: date) -> date | None:
    limits = limits_at(org.area_path, on=on)
    return rules.term_end(on, org_type=OrgType(org.org_type), nature=OrgNature(org.nature), limits=limits)


@transaction.atomic
def extend(*, org: PartyOrg, until: date, approval_no: str, reason: str, by: Principal) -> Term:
    """Approve a later election, at most a year after the term's end (延期换届).

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: beyond one year, before the end, or number or reason missing.
        Conflict: no standing term, or extended already.
    """
    org = locks.lock_org(org, permission="orgs.extend_term", by=by)
    term = standing(org)
    if term is None:
        conflict(_("“%(org)s”没有在任的一届。"), code="no_standing_term", org=org.name)
    if term.extended_until is not None:
        conflict(_("这一届已经批准延期至%(until)s。"), code="extended_already", until=term.extended_until.isoformat())
    findings = extension_faults(org, until=until)
    for field, value in (("approval_no", approval_no), ("reason", reason)):
        if not value.strip():
            text = _("延期换届必须填写批复文号和理由。")
            findings.attempt(refuse, text, field=field, code="extension_without_reason")
    findings.raise_if_any()
    term.extended_until, term.extension_no, term.extension_reason = until, approval_no, reason
    term.version += 1
    term.save(update_fields=["extended_until", "extension_no", "extension_reason", "version"])
    audit.record(by, "orgs.term_extended", org, term=term.pk, until=str(until), approval_no=approval_no)
    return term


def extension_faults(org: PartyOrg, *, until: date | None) -> Findings:
    """Return what is wrong with the day of a later election of an organization with a standing term."""
    findings, term = Findings(), standing(org)
    if until is not None and term is not None:
        limits = limits_at(org.area_path, on=term.ends_on)
        findings.add("until", rules.check_extension(term.ends_on, until, limits=limits))
    return findings


def standing(org: PartyOrg) -> Term | None:
    """Return the term in office."""
    term: Term | None = Term.objects.of(org=org).standing().order_by("pk").first()
    return term
