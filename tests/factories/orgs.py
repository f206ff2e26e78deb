"""A small district with two streets, people who answer for them, units and organizations."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import count

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from access.choices import AreaLevel, BodyKind, GridBasis, Role
from access.models import Area, Assignment, Body, Person, User
from access.principals import Principal, open_scope, system_scope
from enterprises.choices import NoCodeReason, OperatingStatus, StatusReason, UnitKind
from enterprises.models import MembersFact, StatusFact, Unit
from enterprises.models.unit import name_values
from orgs import services

OPENED = date(2010, 1, 1)
DAY = date(2015, 7, 1)
TODAY = date(2015, 9, 1)
PASSWORD = "correct horse battery"
_numbers = count(1)


@cache
def _hashed():
    return make_password(PASSWORD)


def area(name, level, parent=None, basis=""):
    made = Area.objects.create(name=name, level=level, parent=parent, basis=basis, opened_on=OPENED, pinyin=name)
    made.refresh_from_db()
    return made


def person(where, name=""):
    name = name or f"示例人员{next(_numbers)}"
    return Person.objects.create(area=where, name=name, pinyin=name)


def account(role, body, *, name=""):
    """Return an account that holds a role through a body."""
    who = person(body.home, name)
    user = User(area=body.home, username=f"u{next(_numbers)}", name=who.name, person=who)
    user.password = _hashed()
    user.save()
    Assignment.objects.create(
        user=user, role=role, body=body, area=body.home, valid=DateRange(OPENED, None), reason="test"
    )
    return user


def unit(where, *, formal=0, probationary=0, name="", status=OperatingStatus.OPERATING, here=None, since=OPENED):
    """Return a unit with its members and status since a day."""
    made = Unit.objects.create(
        kind=UnitKind.ENTERPRISE, no_code_reason=NoCodeReason.PENDING, area=where,
        **name_values(name or f"示例企业{next(_numbers)}有限公司"),
    )  # fmt: skip
    made.refresh_from_db()
    valid = DateRange(since, None)
    split = {} if here is None else {"relation_here": here, "relation_former": formal + probationary - here}
    MembersFact.objects.create(unit=made, formal=formal, probationary=probationary, valid=valid, **split)
    StatusFact.objects.create(unit=made, status=status, reason=StatusReason.REGISTERED, valid=valid)
    return made


@dataclass
class World:
    """Two streets of one district; ``principal`` reads the rights of an account on :data:`TODAY`."""

    district: Area
    east: Area
    west: Area
    east_community: Area
    west_community: Area
    east_grid: Area
    west_grid: Area
    users: dict[str, User] = field(default_factory=dict)

    def principal(self, key):
        user = self.users[key]
        with system_scope("read rights"):
            return Principal.for_user(User.objects.as_system("test").get(pk=user.pk), on=TODAY)

    def act_as(self, key):
        """Return the principal with its scope opened in this transaction, as the middleware does."""
        principal = self.principal(key)
        open_scope(principal)
        return principal

    def unit(self, where=None, **kwargs):
        with system_scope("test data"):
            return unit(where or self.east_community, **kwargs)

    def person(self, where=None, name=""):
        with system_scope("test data"):
            return person(where or self.east, name)

    def user(self, role, body_area, key):
        with system_scope("test data"):
            body = Body.objects.create(name=f"机构{next(_numbers)}", kind=BodyKind.TOWN_COMMITTEE, home=body_area)
            body.areas.add(body_area)
            self.users[key] = account(role, body)
        return self.users[key]

    def founding(self, name="", **kwargs):
        kwargs.setdefault("on", DAY)
        return services.Founding(name=name or f"示例党支部{next(_numbers)}", approval_no="示例〔2015〕1号", **kwargs)

    def single(self, *, by, name="", unit=None, formal=3, **kwargs):
        """Form a unit's own organization and return it."""
        unit = unit or self.unit(formal=formal)
        return services.form_single(unit=unit, founding=self.founding(name, **kwargs), by=by)

    def joint(self, *, by, units=None, **kwargs):
        """Form a joint organization of units with one or two members each."""
        units = units or [self.unit(formal=2), self.unit(formal=1)]
        return services.form_joint(units=units, founding=self.founding(**kwargs), by=by)

    def regional(self, *, by, areas=(), formal=3, **kwargs):
        """Form a regional branch in the east street."""
        founding = self.founding(area=self.east, **kwargs)
        return services.form_regional(founding=founding, kind="town", formal=formal, areas=list(areas), by=by)


def build():
    """Create the district."""
    with system_scope("test data"):
        district = area("示例区", AreaLevel.COUNTY)
        east, west = area("东街道", AreaLevel.TOWNSHIP, district), area("西街道", AreaLevel.TOWNSHIP, district)
        east_community = area("东社区", AreaLevel.COMMUNITY, east)
        west_community = area("西社区", AreaLevel.COMMUNITY, west)
        east_grid = area("东一网格", AreaLevel.GRID, east_community, GridBasis.PLACE)
        west_grid = area("西一网格", AreaLevel.GRID, west_community, GridBasis.PLACE)
    world = World(district, east, west, east_community, west_community, east_grid, west_grid)
    world.user(Role.COMMITTEE, district, "committee")
    world.user(Role.STREET_OFFICER, east, "east")
    world.user(Role.STREET_OFFICER, west, "west")
    world.user(Role.LEADER, district, "leader")
    return world
