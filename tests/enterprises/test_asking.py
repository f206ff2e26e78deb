"""Asking another street for a unit it has registered (申请调入): what the asker learns, who answers, once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from access import policy
from access.errors import Conflict
from access.models import AuditEvent, User
from access.principals import acting, system_scope
from enterprises import services
from enterprises.choices import HandoverState
from enterprises.models import Handover, Unit
from enterprises.queries import handovers
from tests.enterprises.test_handovers import accept, codes, kept, proposed
from tests.factories.enterprises import code, day, unit

ASKED = "2015-10-10"


def asked(made, by, to, when=ASKED, **more):
    given = {"code": made.uscc, "name": "他们说的名称", "reason": "已搬到西街道经营"} | more
    with acting(by):
        return services.ask_handover(to=to, on=day(when), by=by, **given)


def agree(row, by, when="2015-10-12"):
    with acting(by):
        return services.agree_handover(handover=row, on=day(when), by=by)


def browser(by):
    client = Client()
    client.force_login(User.objects.as_system("t").get(pk=by.user_id), backend="access.backends.PolicyBackend")
    return client


def test_a_street_asks_and_the_other_lets_the_unit_go(land, east, west):
    made = unit(land.first)
    row = asked(made, west, land.west)
    assert kept(made).area_id == land.first.pk
    with acting(east):
        assert handovers.waiting(east).rows.count() == 1
    agree(row, east)
    assert (kept(row).state, kept(made).area_id) == (HandoverState.ACCEPTED, land.west.pk)
    acts = AuditEvent.objects.as_system("t").filter(act__startswith="enterprises.handover").order_by("pk")
    assert [line.act for line in acts] == ["enterprises.handover_asked", "enterprises.handover_accepted"]


def test_the_request_carries_the_askers_words_and_nothing_of_the_unit(land, east, west):
    made = unit(land.first, address="东街道1号", name="真实名称有限公司")
    row = asked(made, west, land.west)
    seen = kept(row)
    assert (seen.unit_name, seen.address, seen.uscc) == ("他们说的名称", "", made.uscc)
    page = browser(west).get(reverse("enterprises:handovers")).content.decode()
    assert "真实名称" not in page
    assert "他们说的名称" in page


def test_the_street_declines_with_a_reason_and_may_be_asked_again(land, east, west):
    made = unit(land.first)
    row = asked(made, west, land.west)
    with acting(east), pytest.raises(ValidationError):
        services.decline_handover(handover=row, reason=" ", by=east)
    with acting(east):
        services.decline_handover(handover=row, reason="仍在本街道经营", by=east)
    assert (kept(row).state, kept(made).area_id) == (HandoverState.RETURNED, land.first.pk)
    assert asked(made, west, land.west).pk != row.pk


def test_nobody_answers_a_request_of_their_own(land, east, west):
    made = unit(land.first)
    row = asked(made, west, land.west)
    for act in (
        lambda: accept(row, west),
        lambda: agree(row, west),
        lambda: services.return_handover(handover=row, reason="x", by=west),
        lambda: services.withdraw_handover(handover=row, by=east),
    ):
        with pytest.raises(policy.Denied), transaction.atomic():
            act()
    assert kept(row).state == HandoverState.ASKED
    with acting(west):
        services.withdraw_handover(handover=row, by=west)
    assert kept(row).state == HandoverState.WITHDRAWN
    with pytest.raises(Conflict):
        agree(row, east)


def test_an_offer_is_not_agreed_to_as_if_it_had_been_asked_for(land, east, west):
    row = proposed(unit(land.first), east, land.west)
    with pytest.raises(policy.Denied):
        agree(row, east)
    with acting(east), pytest.raises(policy.Denied):
        services.decline_handover(handover=row, reason="x", by=east)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"code": "  "}, {"uscc": ["nobody_holds"]}),
        ({"reason": " "}, {"reason": ["reason_missing"]}),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field(land, west, change, found):
    with pytest.raises(ValidationError) as raised:
        asked(unit(land.first), west, land.west, **change)
    assert codes(raised) == found
    assert not Handover.objects.as_system("t").exists()


def test_a_code_that_nobody_holds_is_to_be_registered(land, west):
    with pytest.raises(ValidationError) as raised:
        asked(unit(land.first), west, land.west, code=code())
    assert codes(raised) == {"uscc": ["nobody_holds"]}


def test_a_unit_in_ones_own_street_is_not_asked_for(land, east):
    with pytest.raises(ValidationError) as raised:
        asked(unit(land.first), east, land.first)
    assert codes(raised) == {"to": ["same_area"]}


def test_of_an_offer_and_a_request_one_stands(land, east, west):
    made = unit(land.first)
    asked(made, west, land.west)
    with pytest.raises(ValidationError):
        proposed(made, east, land.west)
    with pytest.raises(ValidationError):
        asked(made, west, land.west)
    with system_scope("test"), pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(
            unit=made, from_area=made.area, to_area=land.west, unit_name="x", reason="x", state=HandoverState.OPEN,
            proposed_on=day(ASKED),
        )  # fmt: skip


def test_the_page_that_refuses_a_held_code_leads_to_the_request(land, east, west):
    made = unit(land.first)
    client = browser(west)
    typed = {"kind": "enterprise", "on": ASKED, "uscc": made.uscc}
    page = client.post(reverse("enterprises:register"), typed | {"name": "他们说的名称", "area": land.west.pk})
    address = reverse("enterprises:ask_handover")
    assert f'href="{address}?code={made.uscc}' in page.content.decode().replace("&amp;", "&")
    own = browser(east).post(reverse("enterprises:register"), typed | {"name": "x", "area": land.first.pk})
    assert address not in own.content.decode()
    form = client.get(address, {"code": made.uscc, "name": "他们说的名称", "to": land.west.pk})
    assert made.uscc in form.content.decode()
    sent = client.post(
        address, {"code": made.uscc, "name": "他们说的名称", "to": land.west.pk, "reason": "已搬来"}, follow=True
    )
    assert "待移出方同意" in sent.content.decode()
    row = Handover.objects.as_system("t").get()
    agreed = browser(east).post(reverse("enterprises:agree_handover", args=[row.pk]), {"on": str(row.proposed_on)})
    assert agreed.status_code == 302
    assert Unit.objects.as_system("t").get(pk=made.pk).area_id == land.west.pk
