"""Terms as reminders, and re-elections as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from access import policy
from access.principals import Principal
from access.registries import Waiting
from orgs.choices import BallotPost, ReElectionStage, ReElectionStep, TermStatus
from orgs.models import PartyOrg, ReElection, Term
from orgs.queries import organizations
from orgs.queries.organizations import VIEW, Wanted
from orgs.querysets import PartyOrgQuerySet
from orgs.rules import reelections as rules
from orgs.rules.terms import WITHOUT_TERMS

TOLD = (TermStatus.DUE_SOON, TermStatus.DUE_3M, TermStatus.DUE_1M, TermStatus.OVERDUE, TermStatus.EXTENDED)
STAGE_TONES = {
    "preparing": "mute", "returned": "warn", "runoff": "warn", "filed": "good", "withdrawn": "mute",
}  # fmt: skip


def reminded(wanted: Wanted, principal: Principal) -> PartyOrgQuerySet:
    """Return the organizations that a reminder list asks for, the earliest end first, with the open re-election."""
    rows = organizations.with_summary(organizations.select(wanted, principal), wanted.on)
    under_way = ReElection.objects.of(org=OuterRef("pk")).open().order_by()
    rows = rows.annotate(stage=Subquery(under_way.values("stage")[:1]), reelection=Subquery(under_way.values("pk")[:1]))
    return rows.order_by("ends_on", "pk")


def finish(rows: list[PartyOrg], on: date) -> list[PartyOrg]:
    """Put on rows the state of the term, the days left (negative: past), and the stage in words."""
    for row in organizations.finish(rows, on):
        last = row.extended_until or row.ends_on
        row.days_left = (last - on).days if last else None
        row.stage_label = str(ReElectionStage(row.stage).label) if row.stage else ""
        row.stage_tone = tone(row.stage) if row.stage else ""
    return rows


def tone(stage: str) -> str:
    """Return how a stage is coloured."""
    return STAGE_TONES.get(stage, "info")


def numbers(wanted: Wanted, principal: Principal) -> dict[TermStatus, int]:
    """Return how many organizations stand in each state that is reminded of; one query."""
    orgs = PartyOrg.objects.visible_to(principal, VIEW).active_on(wanted.on).exclude(nature__in=WITHOUT_TERMS)
    if wanted.area is not None:
        orgs = orgs.filter(area_path__gte=wanted.area.path, area_path__lt=f"{wanted.area.path[:-1]}/")
    terms = Term.objects.visible_to(principal, VIEW).in_office(wanted.on)
    return terms.filter(Exists(orgs.filter(pk=OuterRef("org_id")).order_by())).counted(wanted.on)


def of_org(org: PartyOrg, principal: Principal) -> QuerySet[ReElection]:
    """Return the re-elections of a visible organization, newest first."""
    return ReElection.objects.visible_to(principal, VIEW).filter(org=org).order_by("-pk")


def panel(principal: Principal, obj: PartyOrg, on: date) -> dict[str, Any]:
    """Return what the panel "换届" of an organization shows."""
    rows = list(of_org(obj, principal)[:6])
    current = next((row for row in rows if row.stage not in rules.FINAL), None)
    may_begin = current is None and obj.is_active(on) and obj.nature not in WITHOUT_TERMS
    return {
        "org": obj, "rows": rows, "current": current,
        "tone": tone(current.stage) if current else "",
        "may_begin": may_begin and obj.rights[rules.RUN],
    }  # fmt: skip


def steps_for(row: ReElection, principal: Principal) -> list[ReElectionStep]:
    """Return the steps that a principal may take next with a visible re-election."""
    steps = [step for step in rules.steps_from(ReElectionStage(row.stage)) if _may(principal, step, row)]
    return sorted(steps, key=lambda step: step in {ReElectionStep.RETURN, ReElectionStep.WITHDRAW})


def _may(principal: Principal, step: ReElectionStep, row: ReElection) -> bool:
    if step == ReElectionStep.FILE and row.reported_by_id == principal.user_id:
        return False  # who reported the result does not file it
    return policy.can_on(principal, rules.MOVES[step].permission, row)


@dataclass(frozen=True)
class Counted:
    """One ballot as the page shows it: candidates with votes, most first, and what became of each."""

    post: str
    round: int
    seats: int
    issued: int
    returned: int
    rows: list[dict[str, Any]]


def counted(row: ReElection) -> list[Counted]:
    """Return the rounds of voting in order."""
    return [
        Counted(
            str(BallotPost(line["post"]).label), line["round"], line["seats"], line["issued"], line["returned"],
            [
                {"name": name, "votes": votes, "elected": name in line["elected"], "tied": name in line["tied"]}
                for name, votes in sorted(line["votes"].items(), key=lambda one: -one[1])
            ],
        )
        for line in row.ballots
    ]  # fmt: skip


def slate(row: ReElection) -> list[dict[str, Any]]:
    """Return seats and candidates by post."""
    return [
        {"post": str(post.label), "seats": row.seats.get(post.value, 0), "names": row.candidates.get(post.value, [])}
        for post in BallotPost
        if row.seats.get(post.value, 0)
    ]


def _waiting(stages: Iterable[str], permission: str) -> Any:
    def rows(principal: Principal) -> Waiting:
        return Waiting(ReElection.objects.visible_to(principal, permission).filter(stage__in=stages).order_by())

    return rows


to_decide = _waiting((ReElectionStage.SUBMITTED,), rules.DECIDE)
to_file = _waiting((ReElectionStage.REPORTED,), rules.FILE)
RUNNING = (ReElectionStage.PREPARING, ReElectionStage.RETURNED, ReElectionStage.APPROVED, ReElectionStage.NOMINATED,
           ReElectionStage.RUNOFF, ReElectionStage.HELD)  # fmt: skip
to_run = _waiting(RUNNING, rules.RUN)
WORK = {"decide": (ReElectionStage.SUBMITTED,), "file": (ReElectionStage.REPORTED,), "run": RUNNING}


def select(principal: Principal, *, stage: str = "", work: str = "", q: str = "") -> QuerySet[ReElection]:
    """Return the visible re-elections that were asked for, the longest under way first."""
    rows = ReElection.objects.visible_to(principal, VIEW).select_related("org", "org__area")
    if work in WORK:
        rows = rows.filter(stage__in=WORK[work])
    if stage:
        rows = rows.filter(stage=stage)
    if q:
        rows = rows.filter(org__in=PartyOrg.objects.visible_to(principal, VIEW).matching(q).values("pk"))
    return rows.order_by("pk")
