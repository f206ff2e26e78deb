"""Rosters in the demo (党员名册): a few organizations with everybody at their stage, letters at each state, members out of reach.

Names, days and numbers are invented; the ID numbers name a place that does not exist (000000), so that they are nobody's.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from access.principals import Principal
from enterprises.models import MembersFact
from orgs.choices import CultivationKind, FormationMode, LostReason, MemberEnd, MemberStage, SpecialState
from orgs.models import Coverage, Member, PartyOrg
from orgs.rules.identity import CHECKS, WEIGHTS
from orgs.rules.members import TRAINING_HOURS
from orgs.services import members as acts
from reports.demo.formation import Hands
from reports.demo.places import Ground

Stage = MemberStage
MOST = 6  # formal members of an organization that keeps a roster, the first aside: it is the secretary's who signs in
ROSTERS = (0, 0, -1, 1, 0)  # one organization each: by how many its roster differs from the survey
WAYS = (  # days ago on which the stages were reached, from the application on
    (20,), (130,), (300, 190), (500, 380), (900, 780, 300), (1000, 800, 60), (1000, 850, 450, 200), (1300, 1180, 800, 380),
)  # fmt: skip
TALKED, EXAMINED = 25, 240  # days after the application, and after being chosen
EXTENDED = (1400, 1250, 850, 450)  # the way of one whose probation was extended by six months
STATES = (
    acts.Marked(SpecialState.FLOATING, action="每半年联系一次，参加流入地组织生活", note="长期在外地项目部工作"),
    acts.Marked(
        SpecialState.LOST,
        lost_reason=LostReason.CHANGED_JOB,
        action="通过原单位和亲属查找",
        note="电话停机，“双找”时发现",
    ),
    acts.Marked(SpecialState.POCKET, action="督促交接介绍信", note="介绍信未交，入户摸底时发现"),
    acts.Marked(SpecialState.HIDDEN, action="谈话后编入党小组", note="入职时未亮明身份，与职工座谈时发现"),
)


@dataclass
class Roster:
    """Who is entered into which organizations, by whom and on which day."""

    built: Ground
    today: date
    by: Principal
    number: int = 0

    def ago(self, days: int) -> date:
        """Return a day before today."""
        return self.today - timedelta(days=days)

    def enter(self, org: PartyOrg, stage: MemberStage = Stage.FORMAL, since: date | None = None) -> Member:
        """Enter the next invented person; a formal member since some first of July."""
        self.number += 1
        born = date(1962 + self.number * 7 % 34, 1 + self.number % 12, 1 + self.number % 28)
        entry = acts.Entry(self.built.namer.person(), None, impossible(born, self.number), f"1380001{self.number:04d}")
        since = since or date(min(born.year + 26, 2020), 7, 1)
        return acts.enrol(org=org, entry=entry, stage=stage, since=since, by=self.by)

    def walk(self, org: PartyOrg, way: tuple[int, ...]) -> Member:
        """Enter an applicant and take one stage after another."""
        member = self.enter(org, Stage.APPLICANT, self.ago(way[0]))
        if way[0] > TALKED:  # the one who applied last still waits for the talk
            self.cultivate(member, CultivationKind.TALK, way[0] - TALKED, "入党动机端正，愿意接受培养")
        for to, days in zip(tuple(Stage)[1:], way[1:], strict=False):
            checked = {"training_hours": TRAINING_HOURS, "is_reviewed": True} if to == Stage.PROBATIONARY else {}
            member = acts.advance(member=member, to=to, on=self.ago(days), by=self.by, **checked)
            if to == Stage.ACTIVIST and days > EXAMINED:  # the youngest activist has not been examined yet
                self.cultivate(member, CultivationKind.EXAMINATION, days - EXAMINED, "按时汇报思想，工作积极")
        return member

    def cultivate(self, member: Member, kind: CultivationKind, days: int, finding: str) -> None:
        """Record a talk or an examination some days ago."""
        record = acts.Cultivated(kind, self.ago(days), "示例组织委员", finding)
        acts.cultivate(member=member, record=record, by=self.by)


def impossible(born: date, number: int) -> str:
    """Return an ID number with a sound birthday and check digit, of a place that does not exist."""
    body = f"000000{born:%Y%m%d}{number:03d}"
    return body + CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def load(built: Ground, today: date, hands: Hands) -> None:
    """Fill the rosters of a few organizations of one unit."""
    roster = Roster(built, today, hands.reporting)
    kept = _organizations(built, today)
    formal = [
        [roster.enter(org) for _one in range(surveyed + more)]
        for (org, surveyed), more in zip(kept, ROSTERS, strict=True)
    ]
    first, second = kept[0][0], kept[1][0]
    for number, way in enumerate(WAYS):
        roster.walk((first, second)[number % 2], way)
    late = roster.walk(second, EXTENDED)
    acts.extend_probation(
        member=late, months=6, on=roster.ago(80), reason="一年内未参加集中学习，再考察半年", by=roster.by
    )
    stopped = roster.walk(first, (700,))
    acts.leave_roster(member=stopped, reason=MemberEnd.STOPPED, on=roster.ago(100), by=roster.by)
    for member, marked in zip(formal[1] + formal[2], STATES, strict=False):
        mark(roster, member, marked)
    letters(roster, formal[3] + formal[4], first, second)


def _organizations(built: Ground, today: date) -> list[tuple[PartyOrg, int]]:
    """Return the first organizations of one unit with the formal members that the survey counted there."""
    rows = Coverage.objects.as_system().as_of(today).filter(mode=FormationMode.SINGLE, org__ended_on=None)
    rows = rows.filter(unit__area_path__startswith=built.county.path).select_related("org").order_by("org_id")
    facts = MembersFact.objects.as_system().as_of(today).filter(unit__in=rows.values("unit"))
    counts = dict(facts.values_list("unit", "formal"))
    found = [(row.org, counts.get(row.unit_id, 0)) for row in rows]
    return found[:1] + [(org, number) for org, number in found[1:] if 1 < number <= MOST][: len(ROSTERS) - 1]


def mark(roster: Roster, member: Member, marked: acts.Marked) -> None:
    """Enter a special state of a month ago; who is away has been so for longer than half a year."""
    is_away = marked.state in {SpecialState.FLOATING, SpecialState.LOST}
    found = acts.Marked(**{**vars(marked), "contact_on": roster.ago(260) if is_away else None})
    acts.mark(member=member, marked=found, on=roster.ago(30), by=roster.by)


def letters(roster: Roster, members: list[Member], here: PartyOrg, other: PartyOrg) -> None:
    """Issue letters: on the way, received, expired, issued anew, void, and one confirmed, whose member left the district."""
    by, ago = roster.by, roster.ago

    def issue(number: int, days: int, valid: int, **to: object) -> object:
        letter = acts.Letter(
            f"示例转〔{ago(days).year}〕{number}号",
            ago(days),
            ago(days - valid),
            **({"to_name": "示例外省党支部"} | to),
        )
        return acts.issue_letter(member=members[number - 1], letter=letter, by=by)

    issue(1, 12, 90)
    acts.receive_letter(transfer=issue(2, 40, 90, to_org=here, to_name=""), on=ago(8), by=by)
    issue(3, 75, 60)  # past its validity
    expired = issue(4, 130, 90, to_org=other, to_name="")
    anew = acts.Letter(f"示例转〔{ago(20).year}〕4-1号", ago(20), ago(20 - 90), to_org=other)
    acts.reissue_letter(transfer=expired, letter=anew, by=by)
    void = issue(5, 60, 90)
    acts.cancel_transfer(transfer=void, on=ago(50), reason="本人不再调离", by=by)
    members.append(roster.enter(here))
    gone = issue(len(members), 90, 60)
    acts.receive_letter(transfer=gone, on=ago(70), by=by)
    acts.confirm_transfer(transfer=gone, on=ago(60), by=by)
