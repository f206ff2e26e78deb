"""Acts on many units leave what the same acts one by one leave: units, facts with their history, people, trail; by few statements."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from access.models import AuditEvent
from access.principals import acting
from enterprises import services
from enterprises.models import (
    BaseFact,
    ManagingFact,
    MassOrgFact,
    MembersFact,
    PlacementFact,
    ScaleFact,
    StatusFact,
    Unit,
)
from enterprises.services import registration, visiting
from enterprises.services.inputs import Entry
from tests.factories.access import TODAY, BodyFactory
from tests.factories.enterprises import code, identity, rule_set, unit

FACTS = (StatusFact, PlacementFact, ManagingFact, ScaleFact, MembersFact, MassOrgFact, BaseFact)
OWN = {"id", "unit", "recorded_at", "superseded_at"}
OF_ONE = {"id", "uscc", "search_text", "created_at", "contact_phone_cipher", "legal_rep", "owner"}
FEW = settings(
    max_examples=10, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
counts = st.one_of(st.none(), st.integers(0, 40))
surveys = st.builds(
    services.Survey, staff=st.one_of(st.none(), st.integers(40, 900)), revenue_wan=st.one_of(st.none(), st.integers(0, 90_000)),
    formal=counts, probationary=st.one_of(st.none(), st.integers(0, 3)),
    mass=st.dictionaries(st.sampled_from(["union", "league", "women"]), st.booleans(), max_size=3),
)  # fmt: skip
parts = st.fixed_dictionaries(
    {},
    optional={
        "industry_section": st.sampled_from(["C", "E", "Q"]), "legal_rep": st.sampled_from(["张三", "李四", ""]),
        "owner": st.sampled_from(["张三", "王五"]), "registration_type": st.sampled_from(["173", "110"]),
        "contact_phone": st.sampled_from(["13900000001", ""]), "name": st.sampled_from(["示例甲有限公司", "示例学校", ""]),
        "is_outside_branch": st.booleans(),
    },
)  # fmt: skip
MANY = st.lists(st.tuples(parts, surveys, surveys, parts), min_size=1, max_size=6)


@pytest.fixture
def bodies(land):
    rule_set(land.county)
    for key in ("industry", "housing"):
        BodyFactory(home=land.county, name=key, key=key)


def state(one):
    """Return everything that an act leaves of a unit, but what is its alone."""
    rows = Unit.objects.as_system("t").select_related("legal_rep", "owner")
    row = rows.get(pk=one.pk)
    own = {f.name: str(getattr(row, f.attname)) for f in Unit._meta.concrete_fields if f.name not in OF_ONE}
    people = [str(row.legal_rep), str(row.owner), row.legal_rep_id == row.owner_id, row.contact_phone]
    facts = sorted(
        (model.__name__, str(fact.superseded_at is None),
         *(str(getattr(fact, f.attname)) for f in model._meta.concrete_fields if f.name not in OWN))
        for model in FACTS
        for fact in model.objects.as_system("t").filter(unit=row)
    )  # fmt: skip
    lines = AuditEvent.objects.as_system("t").filter(resource="enterprises.unit", object_id=row.pk).order_by("pk")
    trail = [(line.act, line.actor, line.area_path, {**line.detail, "uscc": ""}) for line in lines]
    return own, people, facts, trail


def done(act):
    """Return what a single act gives: a unit, or what refuses it."""
    try:
        return act()
    except ValidationError as refusal:
        return refusal


def alike(single, many):
    assert [type(one) for one in single] == [type(one) for one in many]
    for one, other in zip(single, many, strict=True):
        if isinstance(one, ValidationError):
            assert one.messages == other.messages
        else:
            mine, theirs = state(one), state(other)
            assert {name: (value, theirs[0][name]) for name, value in mine[0].items() if value != theirs[0][name]} == {}
            assert mine == theirs


@FEW
@given(many=MANY)
def test_many_acts_leave_what_single_ones_leave(land, bodies, east, many):
    def entries():
        return [
            Entry(identity(**({"name": "示例乙有限公司"} | first)), land.first, survey)
            for first, survey, *_rest in many
        ]

    earlier = TODAY - timedelta(days=30)
    known = {"same_name_confirmed": True, "source": "import"}
    with acting(east):
        singles = [
            done(
                lambda e=e: services.register(
                    identity=e.identity, area=e.area, survey=e.survey, on=earlier, by=east, **known
                )
            )
            for e in entries()
        ]
        together = registration.register_many(entries(), on=earlier, by=east, **known)
    alike(singles, together)
    made = [place for place, one in enumerate(singles) if isinstance(one, Unit)]

    def changes(units):
        return [(units[place], replace(services.Identity.of(units[place]), **many[place][3])) for place in made]

    with acting(east):
        single = [
            done(lambda u=u, i=i: services.amend(unit=u, identity=i, on=TODAY, by=east, version=1, source="import"))
            for u, i in changes(singles)
        ]
        pairs = [registration.Amendment(u, i, 1) for u, i in changes(together)]
        alike(single, registration.amend_many(pairs, on=TODAY, by=east, source="import"))
        single = [
            done(lambda p=p: services.survey(unit=singles[p], answers=many[p][2], on=TODAY, by=east, source="import"))
            for p in made
        ]
        told = [(together[place], many[place][2], None) for place in made]
        alike(single, visiting.survey_many(told, on=TODAY, by=east, source="import"))


def statements(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_many_units_are_entered_amended_and_counted_by_as_many_statements_as_few(land, bodies, east):
    def acts(size):
        entries = [
            Entry(identity(industry_section="C", legal_rep=f"人{n}"), land.first, services.Survey(staff=9, formal=1))
            for n in range(size)
        ]
        with acting(east):
            found = [statements(lambda: made.extend(registration.register_many(entries, on=TODAY, by=east)))]
            new = [
                (one, replace(services.Identity.of(one), address="新址", industry_section="F")) for one in made[-size:]
            ]
            pairs = [registration.Amendment(one, given, 1) for one, given in new]
            found.append(statements(lambda: registration.amend_many(pairs, on=TODAY, by=east)))
            told = [(one, services.Survey(staff=50, mass={"union": True}), None) for one in made[-size:]]
            found.append(statements(lambda: visiting.survey_many(told, on=TODAY, by=east)))
        return found

    made = []
    acts(2)
    few = acts(3)
    many = acts(24)
    assert [more - less for less, more in zip(few, many, strict=True)] <= [48, 0, 0]  # names are looked up one by one
    assert max(few[1:]) <= 60


def test_two_of_many_with_one_code_leave_nothing(land, east):
    mine = code()
    twice = [Entry(identity(uscc=mine), land.first), Entry(identity(uscc=mine), land.first)]
    with acting(east), pytest.raises(IntegrityError):
        registration.register_many(twice, on=TODAY, by=east)
    assert not Unit.objects.as_system("t").filter(uscc=mine).exists()


def test_a_held_code_among_many_refuses_its_own_entry_only(land, east):
    there = unit(land.west)
    entries = [Entry(identity(uscc=there.uscc), land.first), Entry(identity(), land.first)]
    with acting(east):
        refused, made = registration.register_many(entries, on=TODAY, by=east, same_name_confirmed=True)
    assert isinstance(refused, services.HeldElsewhere)
    assert "西街道" in refused.messages[0]
    assert made.pk
