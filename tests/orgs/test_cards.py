"""Service contact cards: to whom, by whom, and never changed."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from access.models import AuditEvent
from access.policy import Denied
from access.principals import system_scope
from orgs import services
from orgs.models import ContactCard, Coverage, PartyOrg
from orgs.queries.codes import contact_code, mecard
from tests.factories import orgs as make


@pytest.fixture
def covered(world):
    """Return a unit of the east street that a regional branch covers."""
    unit = world.unit()
    with system_scope("test data"):
        org = PartyOrg.objects.create(
            area=world.east, name="东街区域党支部", form="regional", regional_kind="town", founded_on=make.OPENED
        )
        Coverage.objects.create(unit=unit, org=org, mode="regional", valid=DateRange(make.OPENED, None))

    return unit


def _issue(unit, by, **changed):
    values = {"number": "2015-001", "contact_name": "示例指导员", "phone": "13800138000", "on": make.DAY} | changed
    return services.issue_card(unit=unit, by=by, **values)


def test_a_card_is_recorded_with_its_branch_and_its_number_kept_secret(world, covered):
    card = _issue(covered, world.act_as("east"))
    assert card.org.name == "东街区域党支部"
    assert card.contact_phone_tail == "8000"
    assert "13800138000" not in card.contact_phone_cipher


def test_a_unit_outside_every_regional_branch_gets_no_card(world):
    unit, by = world.unit(), world.act_as("east")
    with pytest.raises(ValidationError, match="区域党组织"):
        _issue(unit, by)
    assert not ContactCard.objects.as_system("test").exists()


def test_a_card_cannot_be_handed_out_tomorrow(world, covered):
    with pytest.raises(ValidationError):
        _issue(covered, world.act_as("east"), on=make.TODAY + timedelta(days=1))


def test_another_street_hands_out_no_card_here(world, covered):
    with pytest.raises(Denied):
        _issue(covered, world.act_as("west"))


def test_a_card_once_recorded_is_never_changed(world, covered):
    card = _issue(covered, world.act_as("east"))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE orgs_contactcard SET number = 'x' WHERE id = %s", [card.pk])
    assert ContactCard.objects.as_system("test").get(pk=card.pk).number == "2015-001"


def test_a_code_says_name_number_and_branch_and_is_square():
    code = contact_code(name="示例;指导员", phone="13800138000", org="东街区域党支部", number="2015-001")
    assert mecard(name="甲;乙", phone="1", org="", number="") == "MECARD:N:甲\\;乙;TEL:1;;"
    assert code.size in range(21, 178, 4)
    assert code.path.startswith("M0 0h7v1h-7z")  # the finder in the corner
    other = contact_code(name="示例;指导员", phone="13800138001", org="东街区域党支部", number="2015-001")
    assert other.path != code.path


def test_a_card_is_printed_with_its_number_only_for_a_reason_and_leaves_a_line(world, covered):
    card = _issue(covered, world.act_as("east"))
    client = Client()
    with system_scope("test"):
        client.force_login(get_user_model().objects.as_system("test").get(pk=world.users["east"].pk))
    address = reverse("orgs:print_card", args=[card.pk])
    text = client.get(address).content.decode()
    assert "13800138000" not in text
    assert "8000" in text
    assert "<path d=" in text
    assert client.post(address, {"reason": " "}).status_code == 422
    answer = client.post(address, {"reason": "打印服务联系卡"})
    assert (answer.status_code, "13800138000" in answer.content.decode()) == (200, True)
    with system_scope("test"):
        assert AuditEvent.objects.as_system("test").filter(act="orgs.card_phone_revealed").count() == 1
        client.force_login(get_user_model().objects.as_system("test").get(pk=world.users["west"].pk))
    assert client.get(address).status_code == 404
