"""Re-elections in the demo (换届): organizations whose term ends soon or ended lately, at each step to the filed result.

Candidates, votes, numbers and days are invented; which organizations are due follows from their terms.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from orgs.choices import BallotPost
from orgs.models import ReElection, Term
from orgs.rules import terms
from orgs.rules.reelections import RUN
from orgs.services import reelections as acts
from reports.demo.formation import Hands
from reports.demo.places import Ground

SOON = timedelta(days=90)  # how near the end of their term lies
PRESENT, ENTITLED = 9, 10
SEATS = {BallotPost.COMMITTEE: 3, BallotPost.SECRETARY: 1}


def load(built: Ground, today: date, hands: Hands) -> None:
    """Take organizations that are due to each of the steps: the nearer the end, the further; the last has only begun."""
    rows = Term.objects.visible_to(hands.reporting, RUN).in_office(today).filter(ends_on__lt=today + SOON)
    rows = rows.filter(ends_on__gt=today - SOON).select_related("org").order_by("ends_on", "pk")
    for number, term in enumerate(rows[: len(STEPS) + 1]):
        hold(built, term, len(STEPS) - number, today, hands)


def hold(built: Ground, term: Term, steps: int, today: date, hands: Hands) -> ReElection:
    """Hold one re-election as far as the number of its steps goes."""
    row = acts.begin_reelection(org=term.org, on=today - timedelta(days=40), by=hands.reporting)
    for number, step in enumerate(STEPS[:steps]):
        row = step(Way(built, row, today - timedelta(days=36 - 6 * number), hands))
    return row


@dataclass(frozen=True)
class Way:
    """A step of a re-election: whose, on which day, by whom."""

    built: Ground
    row: ReElection
    on: date
    hands: Hands

    @property
    def names(self) -> list[str]:
        """The same four candidates at every step."""
        return [f"示例候选人{terms.MONTHS * self.row.pk + number}" for number in range(4)]


def _submit(way: Way) -> ReElection:
    return acts.submit_reelection(reelection=way.row, seats=SEATS, on=way.on, by=way.hands.reporting)


def _approve(way: Way) -> ReElection:
    number = f"示例换批〔{way.on.year}〕{way.row.pk}号"
    reply = acts.Reply(way.on, number, way.built.bodies["committee"])
    return acts.approve_reelection(reelection=way.row, reply=reply, by=way.hands.committee)


def _nominate(way: Way) -> ReElection:
    slate = {BallotPost.COMMITTEE: way.names, BallotPost.SECRETARY: way.names[:1]}
    return acts.nominate(reelection=way.row, candidates=slate, on=way.on, by=way.hands.reporting)


def _vote(way: Way) -> ReElection:
    first, second, third, last = way.names
    committee = acts.Cast(PRESENT, PRESENT, {first: 9, second: 8, third: 7, last: 2})
    cast = {BallotPost.COMMITTEE: committee, BallotPost.SECRETARY: acts.Cast(PRESENT, PRESENT, {first: 9})}
    return acts.vote(reelection=way.row, vote=acts.Vote(way.on, ENTITLED, PRESENT, cast), by=way.hands.reporting)


def _report(way: Way) -> ReElection:
    return acts.report_reelection(reelection=way.row, on=way.on, by=way.hands.reporting)


def _file(way: Way) -> ReElection:
    number = f"示例换备〔{way.on.year}〕{way.row.pk}号"
    return acts.file_reelection(reelection=way.row, number=number, on=way.on, by=way.hands.filing)


STEPS: tuple[Callable[[Way], ReElection], ...] = (_submit, _approve, _nominate, _vote, _report, _file)
