"""Changes of members that ask for a decision (动态预警): what a later survey found in units of joint branches and in units without one.

Counts and days are invented; which warnings they bring follows from the rules.
"""

from datetime import date, timedelta

from django.db.models import QuerySet

from enterprises import services as register
from enterprises.models import MembersFact, Unit
from enterprises.services.inputs import Survey
from orgs.choices import FormationMode
from orgs.models import Coverage
from reports.demo.places import Ground

GREW, TURNED = (
    4,
    3,
)  # units that came to three formal members in a joint branch; whose probationary member turned formal
FOUND = timedelta(days=20)  # ago
OF_THE_CAMPAIGN = date(2016, 1, 1)  # before this day were the joint branches founded in which members became fewer


def load(built: Ground, today: date) -> None:
    """Let a later survey find more formal members, and fewer in one joint branch."""
    since = today - FOUND
    members = MembersFact.objects.as_system().as_of(since).filter(unit__area_path__startswith=built.county.path)
    joint = Coverage.objects.as_system().as_of(since).filter(mode=FormationMode.JOINT).order_by("pk")
    joined = members.filter(unit__in=joint.values("unit"), formal=2).order_by("unit")
    for fact in joined.select_related("unit")[:GREW]:
        _found(built, fact.unit, since, formal=3)
    none = _uncovered(members, since).filter(formal=0, probationary=0).select_related("unit").order_by("unit")
    for fact in none[:TURNED]:
        _found(built, fact.unit, since - timedelta(days=200), probationary=1)
        _found(built, fact.unit, since, formal=1)
    last = joint.filter(unit__area_path__startswith=built.county.path, valid__startswith__lt=OF_THE_CAMPAIGN).last()
    if last is not None:
        for unit in Unit.objects.as_system().filter(pk__in=joint.filter(org=last.org_id).values("unit"))[1:]:
            _found(built, unit, since)


def _uncovered(rows: QuerySet[MembersFact], on: date) -> QuerySet[MembersFact]:
    return rows.exclude(unit__in=Coverage.objects.as_system().as_of(on).values("unit"))


def _found(built: Ground, unit: Unit, on: date, *, formal: int = 0, probationary: int = 0) -> None:
    here = formal + probationary
    answers = Survey(
        formal=formal, probationary=probationary, relation_here=here, relation_talent=0, relation_former=0,
        relation_temporary=0, relation_other=0,
    )  # fmt: skip
    register.survey(unit=unit, answers=answers, on=on, by=built.by)
