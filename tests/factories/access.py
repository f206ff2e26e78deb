"""Areas, bodies, people, accounts and principals for tests."""

from datetime import date

import factory
from django.db.backends.postgresql.psycopg_any import DateRange
from factory.django import DjangoModelFactory

from access.choices import AreaLevel, BodyKind, Role
from access.models import Area, Assignment, Body, IndustryLine, Person, User
from access.principals import Principal, system_scope

LONG_AGO = date(2012, 1, 1)
TODAY = date(2015, 10, 31)


class SystemFactory(DjangoModelFactory):
    """Makes rows as the system and reads back what triggers filled in."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        with system_scope("test data"):
            row = model_class(*args, **kwargs)
            row.save(force_insert=True)
            row.refresh_from_db()
        return row


class AreaFactory(SystemFactory):
    """A township by default."""

    class Meta:
        model = Area

    parent = None
    level = AreaLevel.TOWNSHIP
    name = factory.Sequence(lambda n: f"示例街道{n}")
    opened_on = LONG_AGO

    class Params:
        county = factory.Trait(level=AreaLevel.COUNTY, name=factory.Sequence(lambda n: f"示例区{n}"))
        community = factory.Trait(level=AreaLevel.COMMUNITY, name=factory.Sequence(lambda n: f"示例社区{n}"))
        park = factory.Trait(level=AreaLevel.PARK, name=factory.Sequence(lambda n: f"示例园区{n}"))


class LineFactory(SystemFactory):
    """An industry line."""

    class Meta:
        model = IndustryLine

    code = factory.Sequence(lambda n: f"line{n}")
    name = factory.Sequence(lambda n: f"行业线{n}")


class BodyFactory(SystemFactory):
    """A body that answers for its home area."""

    class Meta:
        model = Body
        skip_postgeneration_save = True

    home = factory.SubFactory(AreaFactory)
    name = factory.Sequence(lambda n: f"示例机构{n}")
    kind = BodyKind.TOWN_COMMITTEE

    @factory.post_generation
    def areas(self, create, given, **kwargs):
        self.areas.set([self.home] if given is None else given)


class PersonFactory(SystemFactory):
    """A person kept by an area."""

    class Meta:
        model = Person

    area = factory.SubFactory(AreaFactory)
    name = factory.Sequence(lambda n: f"示例人员{n}")


class UserFactory(SystemFactory):
    """An account of a person."""

    class Meta:
        model = User

    area = factory.SubFactory(AreaFactory)
    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.LazyAttribute(lambda user: user.username)
    person = factory.SubFactory(PersonFactory, area=factory.SelfAttribute("..area"))


class AssignmentFactory(SystemFactory):
    """A role held through a body since long ago."""

    class Meta:
        model = Assignment

    role = Role.STREET_OFFICER
    body = factory.SubFactory(BodyFactory)
    user = factory.SubFactory(UserFactory, area=factory.SelfAttribute("..body.home"))
    area = factory.SelfAttribute("body.home")
    valid = DateRange(LONG_AGO, None)
    reason = "test"


def principal(role, body, *, on=TODAY):
    """Return a new account's principal that holds a role through a body."""
    user = AssignmentFactory(role=role, body=body).user
    return Principal.for_user(user, on=on)
