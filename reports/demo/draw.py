"""Drawing many invented units and people of a district."""

from datetime import date, timedelta

from access.models import Area, Person
from enterprises.choices import UnitKind
from enterprises.rules.managing import LineFacts, managing_rule
from enterprises.rules.size import is_above_scale
from reports.demo import bulk
from reports.demo.places import Ground
from reports.demo.units import UnitPlan

SECTIONS = "CCCFFFFEGHIKLOPRA"  # how often a section is drawn


class Drawer:
    """Draws units of one district; the committee in charge follows from the district's rules as it does for a person's entry."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.random = ground, ground.namer.random

    def day(self, first: date, last: date) -> date:
        """Return a day in a period, both ends included."""
        return first + timedelta(days=self.random.randint(0, (last - first).days))

    def enterprise(self, area: Area, since: date, *, formal: int = 0, probationary: int = 0, **more) -> UnitPlan:
        """Draw an enterprise."""
        section = more.pop("section", "") or self.random.choice(SECTIONS)
        staff = max(self.random.choice((6, 8, 12, 18, 25, 40, 60, 90, 130)), (formal + probationary) * 3)
        revenue = self.random.choice((80, 150, 300, 600, 1200, 2500, 5200))
        plan = UnitPlan(
            name=self.ground.namer.enterprise(section),
            kind=UnitKind.ENTERPRISE,
            area=area,
            since=since,
            section=section,
            staff=staff,
            revenue_wan=revenue,
            formal=formal,
            probationary=probationary,
            **more,
        )
        return self._managed(plan)

    def self_employed(self, area: Area, since: date, **more) -> UnitPlan:
        """Draw a self-employed business."""
        section = self.random.choice("FFHOGR")
        plan = UnitPlan(
            name=self.ground.namer.enterprise(section, self_employed=True),
            kind=UnitKind.SELF_EMPLOYED,
            area=area,
            since=since,
            section=section,
            staff=self.random.randint(1, 6),
            revenue_wan=self.random.choice((8, 15, 30)),
            **more,
        )
        return self._managed(plan)

    def social(self, area: Area, since: date, *, formal: int = 0, probationary: int = 0, **more) -> UnitPlan:
        """Draw a social organization."""
        name, kind, prefix = self.ground.namer.social()
        plan = UnitPlan(
            name=name,
            kind=UnitKind.SOCIAL,
            social_kind=kind,
            prefix=prefix,
            area=area,
            since=since,
            staff=max(self.random.randint(3, 20), (formal + probationary) * 2),
            formal=formal,
            probationary=probationary,
            **more,
        )
        return self._managed(plan)

    def people(
        self, count: int, *, area: Area | None = None, employers: list[str] | None = None, post: str = ""
    ) -> list[Person]:
        """Write people and return them."""
        drawn = [
            self.ground.person(area=area, employer=employers[n % len(employers)] if employers else "", post=post)
            for n in range(count)
        ]
        return bulk.insert(Person, drawn)

    def _managed(self, plan: UnitPlan) -> UnitPlan:
        facts = LineFacts(
            kind=plan.kind,
            section=plan.section,
            industry_class="",
            name=plan.name,
            is_above_scale=bool(plan.section and is_above_scale(plan.section, revenue_wan=plan.revenue_wan)),
            is_in_park=any(plan.area.path.startswith(zone.path) for zone in self.ground.zones),
        )
        rule = managing_rule(self.ground.rules, facts)
        if rule is not None:
            plan.body, plan.rule = self.ground.bodies.get(rule.body), rule.key
        return plan
