"""Terms of office: election and approved extension (换届选举、延期换届)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit
from access.errors import conflict, refuse, require
from access.principals import Principal
from orgs.choices import OrgNature, OrgType
from orgs.models import PartyOrg, Term
from orgs.rules import terms as rules
from orgs.services import locks
from orgs.services.rules_in_force import limits_at

QUORUM_PART, QUORUM_WHOLE = 4, 5  # 选举工作条例: 到会人数应不少于应到会有选举权人数的五分之四


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
        Conflict: the organization is not active on that day.
    """
    org = locks.lock_org(org, permission="orgs.elect_term", by=by)
    locks.require_active(org, on=election.on)
    locks.not_in_future(_("选举日期"), election.on, by=by)
    last = Term.objects.of(org=org).order_by("-elected_on").first()
    previous = last.elected_on if last else None
    require(rules.check_term(election.on, founded_on=org.founded_on, previous_elected_on=previous), field="on")
    _require_quorum(election)
    limits = limits_at(org.area_path, on=election.on)
    ends_on = rules.term_end(election.on, org_type=OrgType(org.org_type), nature=OrgNature(org.nature), limits=limits)
    if ends_on is None:
        refuse(_("“%(org)s”不实行任期，其负责人由上级指定。"), code="no_term", org=org.name)
    Term.objects.of(org=org).standing().update(closed_on=election.on)
    term = Term.objects.create(
        org=org, number=(last.number if last else 0) + 1, elected_on=election.on, ends_on=ends_on,
        entitled=election.entitled, present=election.present, elected=election.elected,
        approval_no=election.approval_no, recorded_by_id=by.user_id,
    )  # fmt: skip
    audit.record(by, "orgs.elected", org, term=term.pk, on=str(election.on), ends_on=str(ends_on))
    return term


@transaction.atomic
def extend(*, org: PartyOrg, until: date, approval_no: str, reason: str, by: Principal) -> Term:
    """Approve a later election, at most a year after the term's end (延期换届).

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: beyond one year, before the end, or number or reason missing.
        Conflict: no standing term, or extended already.
    """
    org = locks.lock_org(org, permission="orgs.extend_term", by=by)
    term: Term | None = Term.objects.of(org=org).standing().order_by("pk").first()
    if term is None:
        conflict(_("“%(org)s”没有在任的一届。"), code="no_standing_term", org=org.name)
    if term.extended_until is not None:
        conflict(_("这一届已经批准延期至%(until)s。"), code="extended_already", until=term.extended_until.isoformat())
    limits = limits_at(org.area_path, on=term.ends_on)
    require(rules.check_extension(term.ends_on, until, limits=limits), field="until")
    for field, value in (("approval_no", approval_no), ("reason", reason)):
        if not value.strip():
            refuse(_("延期换届必须填写批复文号和理由。"), field=field, code="extension_without_reason")
    term.extended_until, term.extension_no, term.extension_reason = until, approval_no, reason
    term.version += 1
    term.save(update_fields=["extended_until", "extension_no", "extension_reason", "version"])
    audit.record(by, "orgs.term_extended", org, term=term.pk, until=str(until), approval_no=approval_no)
    return term


def _require_quorum(election: Election) -> None:
    entitled, present = election.entitled, election.present
    if entitled is None or present is None:
        return
    if present > entitled:
        refuse(
            _("实到会人数（%(present)d）不能超过应到会人数（%(entitled)d）。"),
            field="present", code="present_too_many", present=present, entitled=entitled,
        )  # fmt: skip
    if present * QUORUM_WHOLE < entitled * QUORUM_PART:
        refuse(
            _("实到会%(present)d人，不足应到会%(entitled)d人的五分之四，选举无效。（《中国共产党基层组织选举工作条例》）"),
            field="present", code="no_quorum", present=present, entitled=entitled,
        )  # fmt: skip
