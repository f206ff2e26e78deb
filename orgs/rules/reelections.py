"""The re-election of an organization (换届): its steps, who stands for which post, and what a meeting decided.

Source: 《中国共产党基层组织选举工作条例》(2020), 《关于党的基层组织任期的意见》(2018); domain 2.5. Quorum, ballots and the count of votes
are those of every election: :mod:`orgs.rules.elections`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from access.outcome import N_, Refusal, Verdict
from orgs.choices import BallotPost, PostKind, ReElectionStage, ReElectionStep
from orgs.rules import cases, elections
from orgs.rules.elections import Ballot, Count, MajorityBase
from orgs.rules.limits import CHAPTER_6, NATIONAL, Limits

Stage, Step, Post = ReElectionStage, ReElectionStep, BallotPost
RUN, DECIDE, FILE = "orgs.run_election", "orgs.decide_election", "orgs.file_election"


@dataclass(frozen=True)
class Move:
    """From which stages a step leads to which one, and the permission it takes."""

    before: frozenset[ReElectionStage]
    after: ReElectionStage
    permission: str


def _move(permission: str, after: ReElectionStage, *before: ReElectionStage) -> Move:
    return Move(frozenset(before), after, permission)


MOVES: dict[ReElectionStep, Move] = {
    Step.SUBMIT: _move(RUN, Stage.SUBMITTED, Stage.PREPARING, Stage.RETURNED),
    Step.RETURN: _move(DECIDE, Stage.RETURNED, Stage.SUBMITTED),
    Step.APPROVE: _move(DECIDE, Stage.APPROVED, Stage.SUBMITTED),
    Step.NOMINATE: _move(RUN, Stage.NOMINATED, Stage.APPROVED, Stage.NOMINATED),
    Step.VOTE: _move(RUN, Stage.HELD, Stage.NOMINATED, Stage.RUNOFF),
    Step.TIE: _move(RUN, Stage.RUNOFF, Stage.NOMINATED, Stage.RUNOFF),
    Step.REPORT: _move(RUN, Stage.REPORTED, Stage.HELD),
    Step.FILE: _move(FILE, Stage.FILED, Stage.REPORTED),
    Step.WITHDRAW: _move(RUN, Stage.WITHDRAWN, Stage.PREPARING, Stage.SUBMITTED, Stage.RETURNED, Stage.APPROVED,
                         Stage.NOMINATED),
}  # fmt: skip
FINAL = frozenset({Stage.FILED, Stage.WITHDRAWN})
COUNTED = frozenset({Step.TIE})  # chosen by the count of votes, never by a person


def check_step(stage: ReElectionStage, step: ReElectionStep) -> Refusal | None:
    """Refuse a step that cannot follow; no stage is skipped."""
    if stage in MOVES[step].before:
        return None
    message = N_("本次换届现为“%(stage)s”，不能办理“%(step)s”，请刷新后查看。")
    return Refusal("reelection_step", message, {"stage": str(stage.label), "step": str(step.label)})


def steps_from(stage: ReElectionStage) -> tuple[ReElectionStep, ...]:
    """Return the steps that somebody may take from a stage."""
    return tuple(step for step, move in MOVES.items() if stage in move.before and step not in COUNTED)


def check_seats(seats: Mapping[BallotPost, int], *, formal: int | None, limits: Limits = NATIONAL) -> Verdict:
    """Check how many are to be elected: one secretary; a committee of three at least from seven formal members on.

    Args:
        seats: how many each ballot elects; those of the committee include secretary and deputies.
        formal: formal members, in persons; None where nobody counted them.
        limits: thresholds in force.

    Source: 支部工作条例第六章.
    """
    refusals, warnings = [], []
    committee = seats.get(Post.COMMITTEE, 0)
    if seats.get(Post.SECRETARY, 0) != 1:
        refusals.append(Refusal("one_secretary", N_("每届选举书记1名。"), clause=CHAPTER_6))
    if committee and committee < limits.committee_min:
        message = N_("支部委员会应不少于%(needed)d人，现设%(seats)d人。")
        params = {"needed": limits.committee_min, "seats": committee}
        refusals.append(Refusal("committee_small", message, params, CHAPTER_6))
    if not committee and formal is not None and formal >= limits.committee_from:
        message = N_("有正式党员%(formal)d名，已达%(from)d名，应当设立支部委员会。")
        params = {"formal": formal, "from": limits.committee_from}
        refusals.append(Refusal("committee_needed", message, params, CHAPTER_6))
    if committee and committee < 1 + seats.get(Post.DEPUTY, 0):
        params = {"seats": committee, "posts": 1 + seats.get(Post.DEPUTY, 0)}
        refusals.append(Refusal("committee_posts", N_("书记、副书记共%(posts)d名，多于委员%(seats)d名。"), params))
    if committee > limits.committee_soft_max:
        message = N_("支部委员会一般不超过%(most)d人，现设%(seats)d人。")
        warnings.append(
            Refusal("committee_large", message, {"most": limits.committee_soft_max, "seats": committee}, CHAPTER_6)
        )
    return Verdict(tuple(refusals), tuple(warnings))


def check_slate(seats: Mapping[BallotPost, int], candidates: Mapping[BallotPost, Sequence[str]]) -> Verdict:
    """Check the candidates: a fifth more than seats for the committee, as many for secretary and deputies; nobody twice.

    Source: 委员候选人的差额不少于应选人数的百分之二十; 书记、副书记等额选举.
    """
    refusals: list[Refusal] = []
    for post in BallotPost:
        names = candidates.get(post, ())
        found = elections.check_candidates(seats.get(post, 0), len(names), is_differential=post == Post.COMMITTEE)
        if found is not None:
            message = N_("%(post)s：应选%(seats)d人，候选人应不少于%(needed)d人，现为%(candidates)d人。")
            if found.code == "not_equal":
                message = N_("%(post)s实行等额选举，应选%(seats)d人，候选人为%(candidates)d人。")
            refusals.append(Refusal(found.code, message, {"post": str(post.label), **found.params}, found.clause))
        if len(set(names)) != len(names):
            refusals.append(Refusal("named_twice", N_("%(post)s候选人中有人重复。"), {"post": str(post.label)}))
    committee = set(candidates.get(Post.COMMITTEE, ()))
    both = set(candidates.get(Post.SECRETARY, ())) & set(candidates.get(Post.DEPUTY, ()))
    if both:
        refusals.append(
            Refusal("two_posts", N_("%(name)s不能同时为书记和副书记候选人。"), {"name": "、".join(sorted(both))})
        )
    leaders = [*candidates.get(Post.SECRETARY, ()), *candidates.get(Post.DEPUTY, ())]
    outside = [name for name in leaders if name not in committee] if seats.get(Post.COMMITTEE) else []
    if outside:
        message = N_("书记、副书记从委员中产生，%(names)s不是委员候选人。")
        refusals.append(Refusal("not_in_committee", message, {"names": "、".join(outside)}))
    return Verdict(tuple(refusals))


@dataclass(frozen=True)
class Meeting:
    """One round of voting: counts are persons with the right to vote."""

    entitled: int
    present: int
    ballots: Mapping[BallotPost, Ballot]
    base: MajorityBase = MajorityBase.ENTITLED


def check_meeting(meeting: Meeting) -> Verdict:
    """Check quorum and every ballot; everything that is wrong is said at once."""
    quorum = elections.check_quorum(entitled=meeting.entitled, present=meeting.present)
    verdict = Verdict((quorum,) if quorum else ())
    for ballot in meeting.ballots.values():
        verdict += elections.check_ballot(ballot, present=meeting.present)
    return verdict


def counts(meeting: Meeting) -> dict[BallotPost, Count]:
    """Return who is elected by each ballot of a meeting in order."""
    return {
        post: elections.count(ballot, entitled=meeting.entitled, present=meeting.present, base=meeting.base)
        for post, ballot in meeting.ballots.items()
    }


def check_elected(elected: Mapping[BallotPost, Sequence[str]], *, formal: int, limits: Limits = NATIONAL) -> Verdict:
    """Refuse a result without a secretary, with too small a committee, or with leaders who are not in it.

    Args:
        elected: names by post.
        formal: those entitled to vote, in persons.
        limits: thresholds in force.

    Source: 支部工作条例第六章; the posts are judged as in the first election of a new organization.
    """
    committee, secretary = elected.get(Post.COMMITTEE, ()), elected.get(Post.SECRETARY, ())
    deputies = elected.get(Post.DEPUTY, ())
    posts: list[str] = [PostKind.SECRETARY] * len(secretary)
    others = len(committee) - len(secretary) if committee else len(deputies)
    posts += [PostKind.MEMBER] * max(0, others)
    found = cases.check_election(formal=formal, elected=posts, limits=limits)
    refusals = [found] if found else []
    outside = [name for name in (*secretary, *deputies) if committee and name not in committee]
    if outside:
        message = N_("书记、副书记从委员中产生，%(names)s没有当选委员。")
        refusals.append(Refusal("leader_not_elected", message, {"names": "、".join(outside)}))
    return Verdict(tuple(refusals))
