"""Organization life in the demo: what the sources count, in invented records, and the meetings of the present quarter.

The numbers of a kind and their sums are those that the sources print (domain 1.7); which organization held what on which day, topics
and people are invented.
"""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from enterprises.models import Unit
from orgs.choices import FormationMode, LifeKind, Opinion, OrgType, OwnerAttitude
from orgs.models import DutyTurn, LifeRecord, OwnerRecord, Pairing, PartyOrg
from orgs.rules.assemblies import period_of
from orgs.rules.records import SHAPES, customary
from reports.demo import bulk
from reports.demo.places import Ground
from reports.demo.units import stamp

K = LifeKind
QUARTER = 3  # months
LAGGING = 7  # one organization in so many still has to hold its meetings
TOPICS = {
    K.MEMBERS_MEETING: "讨论支部季度工作(示例)", K.LESSON: "学习党章党规(示例)", K.THEME_DAY: "重温入党誓词(示例)",
    K.FORUM: "用工和融资(示例)", K.ACTIVITY: "阵地共享、活动共办(示例)", K.COMMITTEE_MEETING: "研究支部工作(示例)",
    K.LIFE_MEETING: "年度组织生活会(示例)", K.APPRAISAL: "全体党员(示例)", K.GROUP_MEETING: "学习讨论(示例)",
}  # fmt: skip


@dataclass(frozen=True)
class Share:
    """So many records of a kind up to the day of a source; each figure is divided among them, the rest goes to the first."""

    kind: LifeKind
    number: int
    sums: tuple[tuple[str, int], ...] = ()
    form: str = ""


REGIONAL, JOINT, SINGLE = FormationMode.REGIONAL, FormationMode.JOINT, FormationMode.SINGLE
TOLD: dict[str, tuple[date, tuple[Share, ...]]] = {
    "keqi": (date(2014, 8, 14), (
        Share(K.FORUM, 62, (("units", 620), ("raised", 186)), REGIONAL), Share(K.OUTREACH, 23, (("brochures", 32_200),), REGIONAL),
        Share(K.CHANNEL, 18, (("messages", 6_120), ("characters", 203_400))), Share(K.TRAINING, 4, (("people", 220),), SINGLE),
        Share(K.DEVELOPMENT, 14, (("people", 42), ("owners", 7)), JOINT),
        Share(K.DEVELOPMENT, 73, (("people", 219), ("owners", 38)), SINGLE), Share(K.POST, 42), Share(K.ZONE, 135),
        Share(K.TECH_TEAM, 32, (("people", 192),), SINGLE),
        Share(K.INNOVATION, 20, (("solved", 26), ("projects", 41), ("advice", 265)), SINGLE),
        Share(K.CONTRIBUTION, 40, (("jobs", 10_200), ("yuan", 10_000_000), ("households", 612), ("students", 104)), SINGLE),
    )),
    "dadong": (date(2012, 6, 30), (
        Share(K.OUTREACH, 16, (("questionnaires", 3_216),)), Share(K.FORUM, 52, (("units", 260),)),
        Share(K.TALK, 30, (("people", 306),)),
    )),
    "qianwei": (date(2023, 4, 14), (
        Share(K.ACTIVITY, 112, (("people", 3_360),)), Share(K.TRAINING, 4, (("people", 180),)),
        Share(K.MENTOR, 60, (("people", 303), ("apprentices", 420))), Share(K.VILLAGE, 6),
        Share(K.VOLUNTEER_TEAM, 17, (("people", 255),)), Share(K.NEW_GROUP, 34, (("raised", 340), ("solved", 306))),
    )),
}  # fmt: skip
DUTIES = ("走访会员企业，征求党建意见", "主持恳谈会", "联系新就业群体", "推动万企兴万村")


def load(built: Ground, today: date) -> None:
    """Write the life of a district's organizations, some owners' attitudes and the turns of duty of the year."""
    draw = random.Random(f"life {built.key}")  # noqa: S311  invented data, the same every time
    orgs = list(PartyOrg.objects.filter(area_path__startswith=built.county.path).as_system().order_by("pk"))
    together = (Share(K.ACTIVITY, 14, (("people", 168),)),)
    pairs = dict(Pairing.objects.filter(area_path__startswith=built.county.path).as_system().values_list("org_id", "pk"))
    told, shares = TOLD.get(built.key, (today, together if pairs else ()))
    rows = [row for share in shares for row in _told(share, _paired(share, orgs, pairs), told, draw)]
    for row in rows:
        row.pairing_id = pairs.get(row.org_id) if row.kind == K.ACTIVITY else None
    bulk.insert(LifeRecord, [*rows, *_present(orgs, today, draw)])
    _owners(built, today)
    _duties(built, today)


def _record(org: PartyOrg, kind: LifeKind, on: date, topic: str, draw: random.Random, figures: dict[str, int]) -> LifeRecord:
    shape, seat = SHAPES[kind], draw.randint(4, 12)
    return LifeRecord(
        org=org, kind=kind, topic=topic, figures=figures, series=uuid.UUID(int=draw.getrandbits(128), version=4),
        expected=seat if shape.has_attendance else None,
        attended=seat - draw.randint(0, 2) if shape.has_attendance else None,
        **stamp(on, None if shape.is_standing else on + timedelta(days=1)),
    )  # fmt: skip


def _paired(share: Share, orgs: list[PartyOrg], pairs: dict[int, int]) -> list[PartyOrg]:
    """Return the organizations among which a share is divided: activities are those of the pairs, where there are any."""
    return [org for org in orgs if org.pk in pairs] if pairs and share.kind == K.ACTIVITY else orgs


def _told(share: Share, orgs: list[PartyOrg], told: date, draw: random.Random) -> Iterator[LifeRecord]:
    """Yield the records that a source counts, held in the half year before its day."""
    then = [org for org in orgs if org.founded_on < told and (org.ended_on is None or org.ended_on > told)]
    then = [org for org in then if not share.form or org.form == share.form]
    name = TOPICS.get(share.kind, f"{share.kind.label}(示例)")
    for number in range(share.number):
        org = then[number % len(then)]
        first = max(org.founded_on, told - timedelta(days=180))
        day = first + timedelta(days=draw.randint(0, (told - first).days))
        figures = {code: whole // share.number + (whole % share.number if number == 0 else 0) for code, whole in share.sums}
        yield _record(org, share.kind, day, f"{name}{number + 1}", draw, figures)


def _present(orgs: list[PartyOrg], today: date, draw: random.Random) -> Iterator[LifeRecord]:
    """Yield the customary meetings of the present periods; one organization in seven has not held those of this month yet."""
    for number, org in enumerate(orgs):
        if not org.is_active(today):
            continue
        for kind, frequency in customary(OrgType(org.org_type)).items():
            starts_on, _ends_on = period_of(today, frequency.months)
            is_quarterly = frequency.months == 3
            if kind == K.COMMITTEE_MEETING or (not is_quarterly and number % LAGGING == 0) or frequency.months > 3:
                continue
            first = max(starts_on, org.founded_on)
            if first <= today:
                day = first + timedelta(days=draw.randint(0, (today - first).days))
                yield _record(org, kind, day, TOPICS[kind], draw, {})


def _owners(built: Ground, today: date) -> None:
    units = Unit.objects.filter(area_path__startswith=built.county.path, kind="enterprise").as_system().order_by("pk")[:12]
    attitudes = (OwnerAttitude.SUPPORTS, OwnerAttitude.SUPPORTS, OwnerAttitude.NEUTRAL, OwnerAttitude.RELUCTANT)
    opinions = {OwnerAttitude.SUPPORTS: Opinion.RECOMMEND, OwnerAttitude.RELUCTANT: Opinion.DEFER}
    rows = []
    for number, unit in enumerate(units):
        attitude = attitudes[number % len(attitudes)]
        opinion = opinions.get(attitude, Opinion.NONE) if number % 3 == 0 else Opinion.NONE
        purpose = "区政协委员人选(示例)" if opinion != Opinion.NONE else ""
        said = {"attitude": attitude, "opinion": opinion, "purpose": purpose}
        rows.append(OwnerRecord(unit=unit, **said, **stamp(today - timedelta(days=60 + number))))
    bulk.insert(OwnerRecord, rows)


def _duties(built: Ground, today: date) -> None:
    bulk.insert(DutyTurn, [
        DutyTurn(area=built.county, name=f"示例副主席{number + 1}", employer="示例商会", task=task,
                 **stamp(*period_of(date(today.year, 3 * number + 1, 1), 3)))
        for number, task in enumerate(DUTIES)
    ])  # fmt: skip
