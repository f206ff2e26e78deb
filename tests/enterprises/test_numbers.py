"""A unit is found by its contact's whole telephone number, by whoever may read that number there."""

import pytest
from django.db import connection

from access.choices import Role
from access.principals import acting
from enterprises import services
from enterprises.models import Unit
from tests.factories.access import principal
from tests.factories.enterprises import unit

VIEW = "enterprises.view_unit"
NUMBER, LANDLINE = "13800138000", "0831-8234567"


def found(by, term):
    with acting(by):
        return set(Unit.objects.visible_to(by, VIEW).matching(term, by, VIEW).values_list("name", flat=True))


def call(by, made, number):
    with acting(by):
        identity = services.Identity.of(made, contact_phone=number)
        services.amend(unit=made, identity=identity, on=by.today, by=by, version=None)


@pytest.fixture
def called(land, committee):
    for area, name, number in (
        (land.first, "示例甲", NUMBER),
        (land.west, "示例乙", NUMBER),
        (land.first, "示例丙", LANDLINE),
    ):
        call(committee, unit(area, name=name), number)


@pytest.mark.parametrize("term", [NUMBER, "+86 138 0013 8000", "138-0013-8000", "１３８００１３８０００"])
def test_a_whole_number_finds_the_units_of_ones_own_scope(land, called, term):
    officer = principal(Role.STREET_OFFICER, land.east_body)
    assert found(officer, term) == {"示例甲"}
    assert found(officer, LANDLINE) == {"示例丙"}


@pytest.mark.parametrize("term", ["1380013800", "8000", "8234567", "13800138001"])
def test_a_part_of_a_number_or_another_one_finds_nothing(land, called, term):
    assert found(principal(Role.STREET_OFFICER, land.east_body), term) == set()


def test_whoever_may_not_read_numbers_learns_nothing_by_asking_for_one(land, called):
    assert found(principal(Role.FINANCE, land.east_body), NUMBER) == set()


def test_the_number_is_found_by_an_index(land, called):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT id FROM enterprises_unit WHERE contact_phone_index = 'x'")
        assert "enterprises_unit_number" in str(cursor.fetchall())
