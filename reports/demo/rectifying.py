"""Rectifications in the demo: the 24 orders that Dadong prints, and one at each stage in Tiexi."""

from datetime import date, timedelta
from typing import Any

from orgs.choices import RectificationKind, RectificationStage, RectificationStep
from orgs.models import PartyOrg, Rectification
from reports.demo import bulk
from reports.demo.places import Ground

ORDERED, LISTED_ON = 24, date(2012, 5, 15)
Stage, Step = RectificationStage, RectificationStep
UNDER_WAY = (  # stage, months since it was listed, months ago of each entry, days until the last day
    (Stage.LISTED, 0, (), 170), (Stage.LED, 1, (), 150), (Stage.PLANNED, 4, (3, 2, 1), 60), (Stage.PLANNED, 5, (3,), 20),
    (Stage.PLANNED, 7, (6, 5, 4, 3, 2, 1), -10),
)  # fmt: skip
MONTH = timedelta(days=30)


def load_published(built: Ground) -> None:
    """Order the weakest organizations of 2012 to put things right; all of it was accepted within the year."""
    orgs = _standing(built, LISTED_ON)[:ORDERED]
    closed_on = LISTED_ON + 6 * MONTH
    bulk.insert(
        Rectification,
        [
            _row(org, Stage.CLOSED, LISTED_ON, (120, 60), LISTED_ON + 8 * MONTH, today=closed_on, closed_on=closed_on)
            for org in orgs
        ],
    )


def load(built: Ground, today: date) -> None:
    """Write one rectification at each stage; one is silent, one overdue."""
    orgs = _standing(built, today - 9 * MONTH)[-len(UNDER_WAY) :]
    rows = []
    for org, (stage, months, told, left) in zip(orgs, UNDER_WAY, strict=True):
        days = tuple(ago * 30 for ago in told)
        rows.append(_row(org, stage, today - months * MONTH, days, today + timedelta(days=left), today=today))
    bulk.insert(Rectification, rows)


def _standing(built: Ground, on: date) -> list[PartyOrg]:
    rows = PartyOrg.objects.filter(area_path__startswith=built.county.path).active_on(on).as_system().order_by("pk")
    return [org for org in rows if org.ended_on is None]


def _row(
    org: PartyOrg, stage: Stage, listed_on: date, told: tuple[int, ...], due_on: date, *, today: date,
    closed_on: date | None = None,
) -> Rectification:  # fmt: skip
    """Return a rectification with its log; ``told`` are the days before ``today`` of which an entry speaks."""
    steps: list[tuple[Step, date, str]] = []
    given: dict[str, Any] = {"reported_on": None, "planned_on": None, "leader": "", "leader_post": "", "plan": "", "result": ""}
    if stage != Stage.LISTED:
        given |= {"leader": "示例领导", "leader_post": "区委常委(示例)"}
        steps.append((Step.LEAD, listed_on + timedelta(days=3), given["leader"]))
    if stage in {Stage.PLANNED, Stage.CLOSED}:
        given |= {"plan": "示例:配强书记、补齐制度、按期换届", "planned_on": listed_on + timedelta(days=10)}
        steps.append((Step.PLAN, given["planned_on"], ""))
        days = [today - timedelta(days=ago) for ago in told]
        steps += [(Step.REPORT, day, "示例:按方案推进") for day in days]
        given["reported_on"] = days[-1] if days else None
    if closed_on is not None:
        given["result"] = "示例:整改到位"
        steps.append((Step.CLOSE, closed_on, given["result"]))
    log = [{"step": step, "on": on.isoformat(), "by": "示例", "user": None, "text": text} for step, on, text in steps]
    return Rectification(
        org=org, kind=RectificationKind.DEADLINE, stage=stage, problems="示例:组织生活不正常、作用发挥不明显",
        listed_on=listed_on, due_on=due_on, closed_on=closed_on, log=log, version=1 + len(steps), **given,
    )  # fmt: skip
