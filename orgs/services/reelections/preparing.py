"""From the notice to the slate of candidates: begin, request (请示), reply (批复), candidates (候选人)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.models import Body
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.rules import contact
from orgs.choices import BallotPost, ReElectionStage, ReElectionStep
from orgs.models import PartyOrg, ReElection
from orgs.rules import reelections as rules
from orgs.services import locks, terms
from orgs.services.rules_in_force import limits_at, require

Step = ReElectionStep


@dataclass(frozen=True)
class Reply:
    """What the reply says (批复)."""

    on: date
    approval_no: str
    approved_by: Body | None = None


@transaction.atomic
def begin_reelection(*, org: PartyOrg, on: date, by: Principal) -> ReElection:
    """Begin to prepare a re-election of an organization.

    Raises:
        Denied: the organization lies outside what ``by`` may do.
        ValidationError: it holds no terms by nature.
        Conflict: it is not active, or a re-election is under way.
    """
    org = locks.lock_org(org, permission=rules.RUN, by=by)
    locks.require_active(org, on=on)
    terms.require_terms(org, on=on)
    if ReElection.objects.of(org=org).open().exists():
        errors.conflict(_("“%(org)s”已有办理中的换届。"), code="reelection_open", org=org.name)
    row = ReElection.objects.create(org=org, term=terms.standing(org), created_by_id=by.user_id)
    audit.record(by, "orgs.reelection_begun", org, reelection=row.pk, on=str(on))
    return row


@transaction.atomic
def submit_reelection(
    *, reelection: ReElection, seats: Mapping[BallotPost, int], on: date, by: Principal, formal: int | None = None
) -> ReElection:
    """Submit the request with the seats to be filled (换届请示); again after it was returned.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: it stands at another stage.
        ValidationError: the seats are not those that the regulation asks for, or a day in the future.
    """
    row = take(reelection, Step.SUBMIT, by)
    limits = limits_at(row.area_path, on=on)
    require(rules.check_seats(seats, formal=formal, limits=limits))
    row.seats, row.submitted_on = {post.value: seats.get(post, 0) for post in BallotPost}, on
    return keep(row, Step.SUBMIT, on, by)


@transaction.atomic
def return_reelection(*, reelection: ReElection, reason: str, on: date, by: Principal) -> ReElection:
    """Return the request with the reason.

    Raises:
        Denied: ``by`` does not decide there.
        Conflict: it stands at another stage.
        ValidationError: no reason.
    """
    return keep(take(reelection, Step.RETURN, by), Step.RETURN, on, by, text=text_of(reason))


@transaction.atomic
def approve_reelection(*, reelection: ReElection, reply: Reply, by: Principal) -> ReElection:
    """Reply with number and day (批复).

    Raises:
        Denied: ``by`` does not decide there.
        Conflict: it stands at another stage.
        ValidationError: no number, or a day before the request.
    """
    row = take(reelection, Step.APPROVE, by)
    if not reply.approval_no.strip():
        errors.refuse(Refusal("no_number", N_("请填写批复文号。")), field="approval_no")
    require_order(_("请示日期"), row.submitted_on, _("批复日期"), reply.on)
    row.decided_on, row.approval_no, row.approved_by = reply.on, reply.approval_no.strip(), reply.approved_by
    return keep(row, Step.APPROVE, reply.on, by, text=row.approval_no)


@transaction.atomic
def nominate(
    *, reelection: ReElection, candidates: Mapping[BallotPost, Sequence[str]], on: date, by: Principal
) -> ReElection:
    """Record the candidates that were reviewed; again as long as nobody voted.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: it stands at another stage.
        ValidationError: too few candidates for the seats, or secretary and deputies outside the committee.
    """
    row = take(reelection, Step.NOMINATE, by)
    named = {post: [name.strip() for name in candidates.get(post, ()) if name.strip()] for post in BallotPost}
    for names in named.values():
        for name in names:
            errors.require(contact.check_fit(name), field="candidates")
    require(rules.check_slate(seats_of(row), named))
    require_order(_("批复日期"), row.decided_on, _("日期"), on)
    row.candidates = {post.value: names for post, names in named.items()}
    return keep(row, Step.NOMINATE, on, by)


@transaction.atomic
def withdraw_reelection(*, reelection: ReElection, reason: str, on: date, by: Principal) -> ReElection:
    """Withdraw it before anybody voted.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: the meeting has voted.
        ValidationError: no reason.
    """
    return keep(take(reelection, Step.WITHDRAW, by), Step.WITHDRAW, on, by, text=text_of(reason))


def take(reelection: ReElection, step: ReElectionStep, by: Principal) -> ReElection:
    """Return the re-election, its organization locked first, where the step may follow.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: it stands at another stage.
    """
    permission = rules.MOVES[step].permission
    policy.check(by, permission, reelection)
    org = locks.lock_org(reelection.org, permission=permission, by=by)
    rows = ReElection.objects.visible_to(by, permission).select_for_update(of=("self",))
    row: ReElection | None = rows.filter(pk=reelection.pk).first()
    if row is None:
        raise policy.Denied(permission, target=reelection)
    row.org = org
    refusal = rules.check_step(ReElectionStage(row.stage), step)
    if refusal is not None:
        errors.conflict(refusal)
    return row


def keep(row: ReElection, step: ReElectionStep, on: date, by: Principal, *, text: str = "") -> ReElection:
    """Save a locked re-election after a step, with its line in the log and its trace.

    Raises:
        ValidationError: a day in the future.
    """
    locks.not_in_future(_("日期"), on, by=by)
    row.stage, row.version = rules.MOVES[step].after, row.version + 1
    line = {"step": step.value, "on": on.isoformat(), "by": by.name[:80], "user": by.user_id, "text": text[:500]}
    row.log = [*row.log, line]
    row.save()
    audit.record(by, f"orgs.reelection_{step}", row)
    return row


def seats_of(row: ReElection) -> dict[BallotPost, int]:
    """Return the seats by post."""
    return {post: int(row.seats.get(post.value, 0)) for post in BallotPost}


def require_order(first: Any, before: date | None, second: Any, after: date) -> None:
    """Insist that a day does not lie before another one.

    Raises:
        ValidationError: it does.
    """
    if before is not None:
        errors.require(contact.check_order((first, before), (second, after)), field="on")


def text_of(reason: str) -> str:
    """Return a reason that says something.

    Raises:
        ValidationError: it is empty, or cannot be stored.
    """
    if not reason.strip():
        errors.refuse(Refusal("text_missing", N_("请说明原因。")), field="reason")
    errors.require(contact.check_fit(reason), field="reason")
    return reason.strip()
