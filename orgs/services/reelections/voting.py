"""The meeting and what follows: votes of one or more rounds, the report, and the filed result (备案) that begins the next term."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from access import errors, policy
from access.outcome import N_, Refusal
from access.principals import Principal
from orgs.choices import BallotPost, ReElectionStage, ReElectionStep
from orgs.models import PartyOrg, ReElection
from orgs.rules import reelections as rules
from orgs.rules import terms as term_rules
from orgs.rules.elections import Ballot, Count, MajorityBase
from orgs.services import locks, terms
from orgs.services.reelections.preparing import keep, require_order, seats_of, take
from orgs.services.rules_in_force import limits_at, require

Step = ReElectionStep


@dataclass(frozen=True)
class Cast:
    """One ballot as it was counted."""

    issued: int
    returned: int
    votes: Mapping[str, int]


@dataclass(frozen=True)
class Vote:
    """A round of voting; counts of the first round hold for those that follow at the same meeting."""

    on: date
    entitled: int
    present: int
    cast: Mapping[BallotPost, Cast]


@transaction.atomic
def vote(*, reelection: ReElection, vote: Vote, by: Principal) -> ReElection:
    """Record a round of voting: who is elected, or whose votes are equal and who is voted on again.

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: it stands at another stage.
        ValidationError: no quorum, ballots or votes that cannot be, too early an election, or a result without secretary.
    """
    row = take(reelection, Step.VOTE, by)
    limits = limits_at(row.area_path, on=vote.on)
    locks.require_active(row.org, on=vote.on)
    locks.not_in_future(_("选举日期"), vote.on, by=by)
    require_order(_("批复日期"), row.decided_on, _("选举日期"), vote.on)
    last = row.term
    errors.require(term_rules.check_early(last.ends_on if last else None, vote.on, limits=limits), field="on")
    previous = last.elected_on if last else None
    errors.require(
        term_rules.check_term(vote.on, founded_on=row.org.founded_on, previous_elected_on=previous), field="on"
    )
    meeting = _meeting(row, vote, MajorityBase(row.majority_base or limits.majority_base))
    require(rules.check_meeting(meeting))
    number = 1 + max((line["round"] for line in row.ballots), default=0)
    counted = rules.counts(meeting)
    row.ballots = [
        *row.ballots,
        *(_line(post, meeting.ballots[post], counted[post], number) for post in meeting.ballots),
    ]
    row.held_on, row.entitled, row.present = vote.on, vote.entitled, vote.present
    row.majority_base = meeting.base
    if any(found.tied for found in counted.values()):
        return keep(row, Step.TIE, vote.on, by)
    require(rules.check_elected(elected_of(row), formal=vote.entitled, limits=limits))
    return keep(row, Step.VOTE, vote.on, by)


def waiting_ballots(row: ReElection) -> dict[BallotPost, tuple[int, tuple[str, ...]]]:
    """Return what the next round votes on: seats and candidates by post; after a tie only those with equal votes."""
    if row.stage != ReElectionStage.RUNOFF:
        seats = seats_of(row)
        return {post: (seats[post], tuple(row.candidates.get(post.value, ()))) for post in BallotPost if seats[post]}
    last = max(line["round"] for line in row.ballots)
    lines = [line for line in row.ballots if line["round"] == last and line["tied"]]
    return {BallotPost(line["post"]): (line["open"], tuple(line["tied"])) for line in lines}


def elected_of(row: ReElection) -> dict[BallotPost, list[str]]:
    """Return who was elected in all rounds, by post."""
    return {
        post: [name for line in row.ballots if line["post"] == post for name in line["elected"]] for post in BallotPost
    }


def _meeting(row: ReElection, vote: Vote, base: MajorityBase) -> rules.Meeting:
    """Return the round that is voted on.

    Raises:
        ValidationError: other posts or people than those that stand, or another meeting than that of the tie.
    """
    waiting, is_runoff = waiting_ballots(row), row.stage == ReElectionStage.RUNOFF
    same = (row.held_on, row.entitled, row.present) == (vote.on, vote.entitled, vote.present)
    if is_runoff and not same:
        errors.refuse(Refusal("another_meeting", N_("再次投票在同一次大会上进行，日期和到会人数不变。")), field="on")
    if set(vote.cast) != set(waiting) or any(set(vote.cast[post].votes) != set(waiting[post][1]) for post in waiting):
        errors.refuse(Refusal("other_candidates", N_("计票须逐一写明每位候选人的得票数，不能增减候选人。")))
    ballots = {
        post: Ballot(
            seats=seats, votes={name: vote.cast[post].votes[name] for name in names}, issued=vote.cast[post].issued,
            returned=vote.cast[post].returned, is_differential=post == BallotPost.COMMITTEE, is_runoff=is_runoff,
        )
        for post, (seats, names) in waiting.items()
    }  # fmt: skip
    return rules.Meeting(vote.entitled, vote.present, ballots, base)


def _line(post: BallotPost, ballot: Ballot, found: Count, number: int) -> dict[str, Any]:
    return {
        "post": post.value, "round": number, "seats": ballot.seats, "issued": ballot.issued, "returned": ballot.returned,
        "votes": dict(ballot.votes), "elected": list(found.elected), "tied": list(found.tied), "open": found.open_seats,
    }  # fmt: skip


@transaction.atomic
def report_reelection(*, reelection: ReElection, on: date, by: Principal) -> ReElection:
    """Report the result to the upper level (选举结果报告).

    Raises:
        Denied: it lies outside what ``by`` may do.
        Conflict: it stands at another stage.
        ValidationError: a day before the election or in the future.
    """
    row = take(reelection, Step.REPORT, by)
    require_order(_("选举日期"), row.held_on, _("上报日期"), on)
    row.reported_on, row.reported_by_id = on, by.user_id
    return keep(row, Step.REPORT, on, by)


@transaction.atomic
def file_reelection(*, reelection: ReElection, number: str, on: date, by: Principal) -> ReElection:
    """File the result (备案): the standing term closes and the next one begins, both on the day of the meeting.

    Raises:
        Denied: ``by`` does not keep the files, or reported the result.
        Conflict: it stands at another stage.
        ValidationError: no number, or a day before the report.
    """
    row = take(reelection, Step.FILE, by)
    if row.reported_by_id is not None and row.reported_by_id == by.user_id:
        raise policy.Denied(rules.FILE, target=reelection)
    if not number.strip():
        errors.refuse(Refusal("no_number", N_("请填写备案号。")), field="number")
    require_order(_("上报日期"), row.reported_on, _("备案日期"), on)
    row.filed_on, row.filing_no = on, number.strip()
    row.made = terms.begin_term(row.org, _election(row, row.org), by=by)
    return keep(row, Step.FILE, on, by, text=row.filing_no)


def _election(row: ReElection, org: PartyOrg) -> terms.Election:
    if row.held_on is None:
        raise ValueError(f"re-election {row.pk} of {org.pk} was reported without a meeting")
    elected = elected_of(row)
    number = len(elected[BallotPost.COMMITTEE]) or len(elected[BallotPost.SECRETARY]) + len(elected[BallotPost.DEPUTY])
    return terms.Election(
        on=row.held_on, entitled=row.entitled, present=row.present, elected=number, approval_no=row.approval_no
    )
