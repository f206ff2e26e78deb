"""One-time links to a unit's contact: the token, one use, expiry, the answer as one more source, applied by an officer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from access import policy
from access.choices import Role
from access.errors import Conflict
from access.principals import Principal, acting, system_scope
from enterprises import services
from enterprises.models import ContactLink, ScaleFact, Unit
from enterprises.services import links
from tests.factories.access import TODAY, AssignmentFactory
from tests.factories.enterprises import unit

SENT = {"sender": "示例联系人", "contact_name": "新联系人", "phone": "13912345678", "address": "新街9号", "staff": "36"}


def issued(made, by, at=None):
    with acting(by):
        return services.issue_link(unit=made, at=at or timezone.now(), by=by)


def kept(row):
    return row._meta.model.objects.as_system("t").get(pk=row.pk)


def answered(made, by, **more):
    row, token = issued(made, by)
    assert Client().post(f"/enterprises/confirm/{token}/", SENT | more).status_code == 200
    return row


def test_the_token_is_not_stored_and_opens_one_units_basic_data(land, east):
    made = unit(land.first, address="老街1号", contact_phone="13800001111", survey=services.Survey(staff=20, formal=1))
    row, token = issued(made, east)
    stored = kept(row)
    assert token not in str(vars(stored))
    assert stored.token_digest == links.digest(token)
    page = Client().get(f"/enterprises/confirm/{token}/").content.decode()
    assert made.name in page
    assert "老街1号" in page
    assert "13800001111" not in page


def test_an_answer_waits_until_an_officer_applies_it(land, east):
    made = unit(land.first, address="老街1号", survey=services.Survey(staff=20, formal=1))
    row = answered(made, east)
    assert (kept(row).state, kept(row).sender) == ("sent", "示例联系人")
    assert "13912345678" not in str(kept(row).answer)
    assert kept(made).address == "老街1号"
    with acting(east):
        services.apply_answer(link=row, on=TODAY, by=east)
    found = kept(made)
    assert (found.address, found.contact_name, found.contact_phone) == ("新街9号", "新联系人", "+8613912345678")
    scale = ScaleFact.objects.as_system("t").filter(unit=made, superseded_at__isnull=True).latest("valid")
    assert (scale.staff, scale.source) == (36, "enterprise")
    assert kept(row).state == "applied"
    with acting(east), pytest.raises(Conflict):
        services.apply_answer(link=row, on=TODAY, by=east)


def test_a_link_is_good_once_and_for_a_week(land, east):
    made = unit(land.first)
    _row, token = issued(made, east)
    address = f"/enterprises/confirm/{token}/"
    assert Client().post(address, SENT).status_code == 200
    assert Client().post(address, SENT).status_code == 404
    assert Client().get(address).status_code == 404
    late, old = issued(made, east, at=timezone.now() - timedelta(days=7, seconds=1))
    assert Client().get(f"/enterprises/confirm/{old}/").status_code == 404
    assert kept(late).state == "open"


def test_unknown_used_and_revoked_look_alike(land, east):
    row, token = issued(unit(land.first), east)
    with acting(east):
        services.revoke_link(link=row, on=TODAY, by=east)
    pages = {Client().get(f"/enterprises/confirm/{one}/").content.split(b"<main")[1] for one in (token, "x" * 43)}
    assert len(pages) == 1


def test_openings_are_limited_by_address(land, east, monkeypatch):
    monkeypatch.setattr("enterprises.views.links.MOST_OPENINGS", 3)
    _row, token = issued(unit(land.first), east)
    codes = [Client().get("/enterprises/confirm/guess/").status_code for _ in range(4)]
    assert codes == [404, 404, 404, 429]
    assert Client().get(f"/enterprises/confirm/{token}/").status_code == 429
    assert Client(REMOTE_ADDR="10.9.9.9").get(f"/enterprises/confirm/{token}/").status_code == 200


@pytest.mark.parametrize(
    ("more", "field"), [({"phone": "12"}, "phone"), ({"staff": "-1"}, "staff"), ({"sender": ""}, "sender")]
)
def test_what_cannot_be_is_said_and_the_link_stays_open(land, east, more, field):
    row, token = issued(unit(land.first), east)
    answer = Client().post(f"/enterprises/confirm/{token}/", SENT | more)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert kept(row).state == "open"


def test_two_open_links_are_refused_and_an_old_one_makes_way(land, east):
    made = unit(land.first)
    issued(made, east)
    with pytest.raises(IntegrityError), transaction.atomic():
        issued(made, east)
    other = unit(land.first)
    old, _token = issued(other, east, at=timezone.now() - timedelta(days=8))
    issued(other, east)
    assert kept(old).state == "revoked"


def test_strangers_neither_issue_nor_apply(land, east, west):
    made = unit(land.first)
    row = answered(made, east)
    with acting(west):
        for act in (
            lambda: services.issue_link(unit=made, at=timezone.now(), by=west),
            lambda: services.apply_answer(link=row, on=TODAY, by=west),
            lambda: services.revoke_link(link=row, on=TODAY, by=west),
        ):
            with pytest.raises(policy.Denied):
                act()


def test_an_answer_is_not_forged_by_sql(land, east):
    row = answered(unit(land.first), east)
    for change in ("answer = '{}'", "sender = 'x'", "token_digest = 'x'"):
        with acting(east), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE enterprises_contactlink SET {change} WHERE id = {row.pk}")


@pytest.mark.parametrize("decide", ["apply_answer", "revoke_link"])
def test_what_the_contact_left_as_it_stands_is_confirmed_per_field_once_an_officer_accepts(land, client, decide):
    officer = AssignmentFactory(role=Role.STREET_OFFICER, body=land.east_body).user
    client.force_login(officer)
    made = unit(land.first, address="老街1号", business="餐饮", survey=services.Survey(staff=20, formal=1))
    with system_scope("t"):
        by = Principal.for_user(officer, on=timezone.localdate())
    row, token = issued(made, by)
    same = {"sender": "示例联系人", "contact_name": "", "address": "老街1号", "business": "餐饮", "staff": "21"}
    assert Client().post(f"/enterprises/confirm/{token}/", same).status_code == 200
    with acting(by):
        getattr(services, decide)(link=row, on=timezone.localdate(), by=by)
    page = client.get(f"/enterprises/{made.pk}/")
    said = {one["label"]: one["confirmed"] for one in page.context["provenance"]}
    told = [said["地址"], said["主营业务"]]
    if decide == "apply_answer":
        assert [(one.on, one.by, one.is_by_contact) for one in told] == [(timezone.localdate(), "示例联系人", True)] * 2
        assert "联系人核实" in page.content.decode()
    else:
        assert told == [None, None]
    assert said["从业人员"] is None  # a new fact says it itself


def test_the_officer_sends_compares_and_applies(land, client):
    client.force_login(AssignmentFactory(role=Role.STREET_OFFICER, body=land.east_body).user)
    made = unit(land.first, address="老街1号")
    assert "请联系人确认资料" in client.get(f"/enterprises/{made.pk}/").content.decode()
    shown = client.post(f"/enterprises/{made.pk}/link/").content.decode()
    token = shown.split("/enterprises/confirm/")[1].split("/")[0]
    Client().post(f"/enterprises/confirm/{token}/", SENT)
    with system_scope("t"):
        row = ContactLink.objects.as_system("t").get(unit=made)
    page = client.get(f"/enterprises/links/{row.pk}/").content.decode()
    assert "老街1号" in page
    assert "新街9号" in page
    assert client.post(f"/enterprises/links/{row.pk}/").status_code == 302
    assert Unit.objects.as_system("t").get(pk=made.pk).address == "新街9号"
