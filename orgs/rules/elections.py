"""An election meeting (选举大会): quorum, more candidates than seats, valid ballots, who is elected.

Source: 《中国共产党基层组织选举工作条例》; domain 2.5. Whether a majority is counted of those entitled or of those present differs
between texts and is a setting.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from access.outcome import N_, Refusal, Verdict

REGULATION = N_("《中国共产党基层组织选举工作条例》")
QUORUM_PART, QUORUM_WHOLE = 4, 5  # 到会人数应不少于应到会有选举权人数的五分之四
DIFFERENTIAL_PART, DIFFERENTIAL_WHOLE = 6, 5  # 候选人数比应选人数多百分之二十以上


class MajorityBase(StrEnum):
    """Of whom more than half must vote for somebody."""

    ENTITLED = "entitled"  # 应到会有选举权人数
    PRESENT = "present"  # 实到会有选举权人数


@dataclass(frozen=True)
class Ballot:
    """One ballot: how many are to be elected and the votes of each candidate; counts are persons and ballots.

    ``is_differential`` is False where the rules ask for as many candidates as seats (secretary and deputies). A runoff is
    held among those with equal votes, however many they are.
    """

    seats: int
    votes: Mapping[str, int]
    issued: int
    returned: int
    is_differential: bool = True
    is_runoff: bool = False


def check_quorum(*, entitled: int, present: int) -> Refusal | None:
    """Refuse a meeting at which fewer than four fifths of those entitled to vote are present."""
    if present > entitled:
        message = N_("实到会人数（%(present)d）不能超过应到会人数（%(entitled)d）。")
        return Refusal("present_too_many", message, {"present": present, "entitled": entitled})
    if present * QUORUM_WHOLE >= entitled * QUORUM_PART:
        return None
    message = N_("实到会%(present)d人，不足应到会%(entitled)d人的五分之四，选举无效。")
    return Refusal("no_quorum", message, {"present": present, "entitled": entitled}, REGULATION)


def candidates_needed(seats: int, *, is_differential: bool = True) -> int:
    """Return how many candidates a ballot for so many seats needs at least: a fifth more, rounded up, or as many."""
    return -(-seats * DIFFERENTIAL_PART // DIFFERENTIAL_WHOLE) if is_differential else seats


def check_candidates(seats: int, candidates: int, *, is_differential: bool) -> Refusal | None:
    """Refuse too few candidates for the seats, and more than the seats where the rules ask for as many.

    Source: 委员候选人的差额不少于应选人数的百分之二十; 书记、副书记等额选举.
    """
    needed = candidates_needed(seats, is_differential=is_differential)
    params = {"seats": seats, "needed": needed, "candidates": candidates}
    if candidates < needed:
        message = N_("应选%(seats)d人，候选人应不少于%(needed)d人，现为%(candidates)d人。")
        return Refusal("too_few_candidates", message, params, REGULATION)
    if not is_differential and candidates > seats:
        message = N_("书记、副书记实行等额选举，应选%(seats)d人，候选人为%(candidates)d人。")
        return Refusal("not_equal", message, {"seats": seats, "candidates": candidates}, REGULATION)
    return None


def check_ballot(ballot: Ballot, *, present: int) -> Verdict:
    """Check a ballot and its count; everything that is wrong is said at once.

    Source: more candidates than seats by a fifth; the election is valid when no more ballots come back than were issued.
    """
    refusals: list[Refusal] = []
    if not ballot.is_runoff:
        named = check_candidates(ballot.seats, len(ballot.votes), is_differential=ballot.is_differential)
        refusals += [named] if named else []
    if ballot.issued > present:
        message = N_("发出选票%(issued)d张，多于到会%(present)d人。")
        refusals.append(Refusal("issued_too_many", message, {"issued": ballot.issued, "present": present}))
    if ballot.returned > ballot.issued:
        message = N_("收回选票%(returned)d张，多于发出的%(issued)d张，选举无效。")
        params = {"returned": ballot.returned, "issued": ballot.issued}
        refusals.append(Refusal("returned_too_many", message, params, REGULATION))
    refusals += _impossible_votes(ballot)
    return Verdict(tuple(refusals))


def _impossible_votes(ballot: Ballot) -> list[Refusal]:
    found = []
    for name, votes in ballot.votes.items():
        if votes > ballot.returned:
            message = N_("%(name)s得票%(votes)d张，多于收回的%(returned)d张。")
            params: dict[str, object] = {"name": name, "votes": votes, "returned": ballot.returned}
            found.append(Refusal("votes_too_many", message, params))
    total, most = sum(ballot.votes.values()), ballot.returned * ballot.seats
    if total > most and not found:
        message = N_("各候选人得票合计%(total)d张，每票至多选%(seats)d人，至多%(most)d张。")
        found.append(Refusal("votes_sum", message, {"total": total, "seats": ballot.seats, "most": most}, REGULATION))
    return found


@dataclass(frozen=True)
class Count:
    """Who is elected, by votes; ``open_seats`` stay empty, and ``tied`` must be voted on again for what is left."""

    elected: tuple[str, ...]
    tied: tuple[str, ...]
    open_seats: int


def count(ballot: Ballot, *, entitled: int, present: int, base: MajorityBase = MajorityBase.ENTITLED) -> Count:
    """Return who is elected: more than half of the base, most votes first, no more than the seats.

    Candidates with equal votes for the last seats are tied: among them the meeting votes again.

    Source: 被选举人获得的赞成票超过应到会有选举权人数的一半,始得当选; 票数相等不能确定时,就票数相等的被选举人再次投票.
    """
    whole = entitled if base == MajorityBase.ENTITLED else present
    over_half = [(-votes, name) for name, votes in ballot.votes.items() if votes * 2 > whole]
    enough = sorted(over_half, key=lambda one: one[0])  # of equal votes in the ballot's order
    if len(enough) <= ballot.seats:
        return Count(tuple(name for _, name in enough), (), ballot.seats - len(enough))
    edge = enough[ballot.seats - 1][0]
    if enough[ballot.seats][0] != edge:
        return Count(tuple(name for _, name in enough[: ballot.seats]), (), 0)
    sure = tuple(name for votes, name in enough if votes < edge)  # votes are negative: more is less
    tied = tuple(name for votes, name in enough if votes == edge)
    return Count(sure, tied, ballot.seats - len(sure))
