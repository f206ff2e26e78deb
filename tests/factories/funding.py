"""A small district with two policies in force, and the five people who act in one chain."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from access.choices import BodyKind, Role
from access.models import Body
from access.principals import system, system_scope
from access.services import reaches
from funding import services
from funding.models import Policy
from funding.rules.policies import QIANWEI_ANNUAL, QIANWEI_STARTUP
from tests.factories import orgs
from tests.factories.orgs import DAY, TODAY, World

SINCE = date(2015, 1, 1)
LAST_YEAR = date(2014, 3, 1)
HANDS = ("committee", "committee2", "orgdept", "finance", "finance2")


@dataclass
class Purse:
    """The district with its policies; acts are done by whoever has that hand."""

    world: World
    startup: Policy
    annual: Policy

    def by(self, key):
        return self.world.act_as(key)

    def org(self, *, on=DAY, unit=None, formal=3, name=""):
        """Return a unit's own organization; one larger than the norm for a branch says why."""
        reason = "人数增加，另行批准类型" if formal > 50 else ""
        return self.world.single(by=self.by("committee"), on=on, unit=unit, formal=formal, name=name, reason=reason)

    def proposed(self, *, org=None, row=None, on=TODAY, by="committee"):
        org = org or self.org()
        return services.propose(org=org, row=row or self.startup, year=on.year, on=on, by=self.by(by))

    def reviewed(self, **kwargs):
        item = self.proposed(**kwargs)
        return services.review(items=[item], on=TODAY, by=self.by("committee2"))[0]

    def approved(self, **kwargs):
        item = self.reviewed(**kwargs)
        return services.approve(items=[item], on=TODAY, by=self.by("orgdept"))[0]

    def batch(self, *items, name="第一批"):
        items = list(items) or [self.approved()]
        by = self.by("finance")
        return services.make_batch(area=self.world.district, name=name, items=items, on=TODAY, by=by)

    def sent(self, *items, name="第一批"):
        batch = self.batch(*items, name=name)
        services.confirm(batch=batch, on=TODAY, by=self.by("finance2"))
        return services.send(batch=batch, on=TODAY, by=self.by("finance"))

    def paid(self, *items, name="第一批"):
        batch = self.sent(*items, name=name)
        return services.pay_batch(batch=batch, on=TODAY, by=self.by("finance"), voucher_no="凭1")[0]

    def budget(self, total, year=TODAY.year):
        by = self.by("finance")
        return services.set_budget(
            area=self.world.district, year=year, source="fiscal", total_yuan=Decimal(total), on=TODAY, by=by
        )

    def secretary_of(self, org, key="secretary"):
        """Give the organization a secretary's account that reaches it."""
        user = self.world.user(Role.SECRETARY, self.world.district, key)
        with system_scope("test data"):
            reaches.open_reach(
                person=user.person, resource="orgs.org", target=org, since=SINCE, until=None, because="test"
            )
        return user


def build(*, is_budgeted=False):
    """Create the district with Qianwei's two policies, in force since the year began."""
    world = orgs.build()
    world.user(Role.COMMITTEE, world.district, "committee2")
    world.user(Role.ORG_DEPT, world.district, "orgdept")
    for key in ("finance", "finance2"):
        with system_scope("test data"):
            body = Body.objects.create(name=f"财政{key}", kind=BodyKind.FINANCE, home=world.district)
            body.areas.add(world.district)
            world.users[key] = orgs.account(Role.FINANCE, body)
    with system_scope("test data"):
        startup, annual = (
            services.load_policy(
                area=world.district, spec=services.spec_of(standard), since=SINCE, by=system("test", on=TODAY),
                is_budgeted=is_budgeted,
            ).policy
            for standard in (QIANWEI_STARTUP, QIANWEI_ANNUAL)
        )  # fmt: skip
    return Purse(world, startup, annual)
