"""The double search in the demo (双找): somebody at every step of it, the two publications, and who reported in by name and number.

In one district everything is done by the acts, by those whose work it is; the published figures of the other (source 003) are written
as rows at once: 512 found, 154 of them pocket or hidden members, 15,507 who reported in by number only. Names are invented.
"""

from datetime import date, timedelta
from itertools import cycle

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef

from access.principals import Principal
from orgs.choices import HiddenKind, MemberStage, NoticeKind, SearchMethod, SearchResult, SearchStage, SearchStep
from orgs.models import Member, MemberStageFact, PartyOrg, ReportInCount, SearchEntry, SearchNotice, SearchTarget
from orgs.queries.searching import KEEP
from orgs.rules.searching import WAYS
from orgs.services import reporting_in
from orgs.services import searching as acts
from reports.demo import bulk
from reports.demo.formation import Hands
from reports.demo.places import Ground

FOUND, HIDDEN, OPEN, LEFT = 512, 154, 40, 30  # found, of them hidden, of them not settled; still looked for: all as of the source
REPORTED = 15_507
SEARCHED = (date(2012, 2, 6), date(2012, 6, 20))
COUNTED_ON = date(2012, 6, 15)
WHY = {
    HiddenKind.POCKET: "原单位改制后介绍信一直留在本人手中(示例)",
    HiddenKind.HIDDEN: "到企业后没有亮明党员身份(示例)",
}
STAYS = "组织关系已在居住地社区党组织，就近参加活动(示例)"
POSTS = ("楼道长", "政策宣讲员", "治安巡逻", "困难家庭结对", "", "义务维修", "文明劝导")
FEEDBACK = ("每月两次，居民反映好", "", "已结对两户", "", "")


def load(built: Ground, today: date, hands: Hands) -> None:
    """Search for somebody at every step, publish twice, and let members report in."""
    Search(built, today, hands.reporting).load()


class Search:
    """Who searches in a district, on days counted back from today."""

    def __init__(self, built: Ground, today: date, by: Principal) -> None:
        self.built, self.today, self.by = built, today, by
        formal = MemberStageFact.objects.of(member=OuterRef("pk")).as_of(today).filter(stage=MemberStage.FORMAL)
        kept = Member.objects.visible_to(by, KEEP).present().filter(Exists(formal))
        rows = list(kept.select_related("org").order_by("org_id", "pk"))
        self.org = next(row.org for row in rows if sum(one.org_id == row.org_id for one in rows) > 1)
        self.members = [row for row in rows if row.org_id == self.org.pk]
        self.clues = cycle(WAYS)

    def ago(self, days: int) -> date:
        """Return a day before today."""
        return self.today - timedelta(days=days)

    def listed(self, days: int, name: str = "") -> SearchTarget:
        """Put somebody on the list."""
        given = acts.Listed(name or self.built.namer.person(), next(self.clues), "老厂登记册上有名字，电话已停用(示例)", org=self.org)
        return acts.list_target(listed=given, on=self.ago(days), by=self.by)

    def contracted(self, days: int, name: str = "") -> SearchTarget:
        """Contract somebody to the organization and one of its members."""
        contract = acts.Contract(self.org, member=self.members[0])
        return acts.contract_target(target=self.listed(days, name), contract=contract, on=self.ago(days - 2), by=self.by)

    def looked(self, days: int, ways: int, name: str = "", last: SearchResult = SearchResult.NOTHING) -> SearchTarget:
        """Look for somebody by so many of the six ways, one every three days."""
        target = self.contracted(days, name)
        for number, way in enumerate(WAYS[:ways], start=1):
            result = last if number == ways else SearchResult.NOTHING
            target = acts.look(target=target, method=way, result=result, on=self.ago(days - 2 - 3 * number), by=self.by)
        return target

    def found(self, days: int, name: str = "", kind: str = "") -> SearchTarget:
        """Find somebody a month after the listing."""
        target = self.looked(days, 4, name, SearchResult.CLUE)
        known = acts.Found(kind, WHY[HiddenKind(kind)] if kind else "", "上门谈话，督促转接组织关系" if kind else "")
        return acts.find(target=target, found=known, on=self.ago(days - 30), by=self.by)

    def load(self) -> None:
        """Take somebody to every step."""
        for days in (3, 6, 20):
            self.listed(days)
        for days in (8, 15, 70):  # the last without an entry for long
            self.contracted(days)
        for days, ways in ((25, 2), (40, 6), (90, 3)):
            self.looked(days, ways)
        acts.give_up(target=self.looked(120, 6), on=self.ago(60), by=self.by)
        acts.withdraw_target(target=self.listed(50), reason="与另一名查找对象是同一人", on=self.ago(45), by=self.by)
        for days, kind in ((45, HiddenKind.POCKET), (80, HiddenKind.HIDDEN), (100, "")):
            self.found(days, kind=kind)
        acts.stay(target=self.found(150), note="组织关系在原居住地社区党支部", on=self.ago(100), by=self.by)
        moved = self.found(200, self.members[1].name, HiddenKind.POCKET)
        acts.link_found(target=moved, member=self.members[1], on=self.ago(150), by=self.by)
        self.publish()
        self.report()

    def publish(self) -> None:
        """Publish a notice and a letter."""
        body = self.built.bodies["committee"]
        notice = acts.Publication(NoticeKind.PUBLIC_NOTICE, "全区社区公告栏(示例)", body=body)
        letter = acts.Publication(NoticeKind.OPEN_LETTER, "企业宣传栏(示例)", org=self.org)
        for publication, days in ((notice, 210), (letter, 205)):
            acts.publish(publication=publication, on=self.ago(days), by=self.by)

    def report(self) -> None:
        """Let members in service report in at the first communities, by name; at another one by number."""
        places = [community for street in self.built.streets for community in self.built.communities[street.pk]]
        for number in range(14):
            area = places[number % 2]
            given = reporting_in.Reporting(
                self.built.namer.person(), f"示例{number % 4 + 1}局", number % 5 != 0, POSTS[number % len(POSTS)]
            )
            row = reporting_in.report_in(area=area, reporting=given, on=self.ago(60 + number), by=self.by)
            if FEEDBACK[number % len(FEEDBACK)]:
                told = FEEDBACK[number % len(FEEDBACK)]
                reporting_in.give_feedback(report=row, feedback=told, on=self.ago(20 + number % 3), by=self.by)
        counted = reporting_in.Counted(86, "社区汇总表(示例)", 71, 68)
        reporting_in.count_reported(area=places[2], counted=counted, on=self.ago(30), by=self.by)


def load_published(built: Ground) -> None:
    """Write what source 003 prints: those found, those hidden among them, and those who reported in."""
    orgs = PartyOrg.objects.filter(area_path__startswith=built.county.path, ended_on=None, founded_on__lt=SEARCHED[0])
    looking = cycle(orgs.as_system().order_by("pk")[:200])
    targets = [_target(built, number, next(looking)) for number in range(FOUND + LEFT)]
    bulk.insert(SearchTarget, targets)
    bulk.insert(SearchEntry, (entry for target in targets for entry in _entries(target)))
    body, first = built.bodies["committee"], SEARCHED[0]
    bulk.insert(SearchNotice, (
        SearchNotice(area=built.county, body=body, kind=kind, published_on=first, place="全区(示例)") for kind in NoticeKind
    ))  # fmt: skip
    places = [community for street in built.streets for community in built.communities[street.pk]]
    bulk.insert(ReportInCount, (
        ReportInCount(area=area, reported=part, own_members=part - part // 10, own_reported=part - part // 10,
                      note="区委组织部通报(示例)", valid=DateRange(COUNTED_ON, None))
        for area, part in zip(places, shares(REPORTED, len(places)), strict=True)
    ))  # fmt: skip


def shares(whole: int, parts: int) -> list[int]:
    """Return a whole number in unequal parts that add up to it."""
    weights = [3 + number * 7 % 5 for number in range(parts)]
    found = [whole * weight // sum(weights) for weight in weights]
    found[-1] += whole - sum(found)
    return found


def _target(built: Ground, number: int, org: PartyOrg) -> SearchTarget:
    """Return one of those who are or were looked for; the hidden ones first."""
    first, last = SEARCHED
    listed_on = first + timedelta(days=number % 90)
    row = SearchTarget(
        area_id=org.area_id, org=org, name=built.namer.person(), clue_from=WAYS[number % len(WAYS)], officer="示例承包干部",
        stage=SearchStage.CHECKED, listed_on=listed_on, last_on=listed_on + timedelta(days=10), line_code=org.line_code,
    )  # fmt: skip
    if number >= FOUND:
        return row
    row.found_on = row.last_on = last - timedelta(days=number % 40)
    row.stage = SearchStage.FOUND if number < OPEN else SearchStage.STAYS
    if number < HIDDEN:
        kind = HiddenKind.POCKET if number % 2 else HiddenKind.HIDDEN
        row.hidden_kind, row.hidden_why, row.onward = kind, WHY[kind], "转接组织关系(示例)"
    return row


def _entries(target: SearchTarget) -> list[SearchEntry]:
    """Return the entries that lead a target to where it stands."""

    def entry(step: SearchStep, on: date, **more: str) -> SearchEntry:
        return SearchEntry(target=target, step=step, on=on, **more)

    told = [
        entry(SearchStep.LIST, target.listed_on), entry(SearchStep.CONTRACT, target.listed_on, note=target.org.name),
        entry(SearchStep.CHECK, target.last_on, method=SearchMethod(target.clue_from), result=SearchResult.CLUE),
    ]  # fmt: skip
    if target.found_on is not None:
        told.append(entry(SearchStep.FIND, target.found_on, note=target.hidden_why))
    if target.stage == SearchStage.STAYS:
        told.append(entry(SearchStep.STAY, target.found_on, note=STAYS))
    return told
