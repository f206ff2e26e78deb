"""Rectification by pages: from the listing to the ledger, with the months of which nobody told anything."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.principals import system_scope
from orgs.models import Rectification


@pytest.fixture
def page(world):
    """Return a client that is signed in as an account of the district."""

    def signed_in(key):
        client = Client()
        with system_scope("test"):
            client.force_login(get_user_model().objects.as_system("test").get(pk=world.users[key].pk))
        return client

    return signed_in


@pytest.fixture
def org(world):
    return world.single(by=world.act_as("committee"), on=date(2012, 1, 1), name="示例东风公司党支部")


def row_of(org):
    with system_scope("test"):
        return Rectification.objects.as_system("test").get(org_id=org.pk)


def post(client, row, step, **given):
    return client.post(reverse(f"orgs:rectification_{step}", args=[row.pk]), given)


def shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_committee_lists_leads_and_plans_the_street_tells_and_only_then_is_accepted(page, org):
    committee, east, today = page("committee"), page("east"), timezone.localdate()
    begun = today - timedelta(days=100)
    asked = {"kind": "deadline", "problems": "组织生活不正常", "on": begun, "due_on": today + timedelta(days=30)}
    address = reverse("orgs:list_for_rectification", args=[org.pk])
    assert committee.post(address, {**asked, "due_on": begun}).status_code == 422
    assert committee.post(address, asked).status_code == 302
    row = row_of(org)
    assert east.get(reverse("orgs:rectification_lead", args=[row.pk])).status_code in {403, 404}
    assert post(committee, row, "lead", leader="示例领导", on=begun).status_code == 302
    assert post(committee, row, "plan", plan="按月整改", on=begun).status_code == 302
    assert "没有进展记录的月份" in shown(east, row.get_absolute_url())
    assert "登记整顿进展" in shown(east, row.get_absolute_url())
    assert "验收销号" not in shown(committee, row.get_absolute_url()), "an empty ledger is not accepted"
    assert "示例东风公司党支部" in shown(east, reverse("orgs:rectifications") + "?due=silent")
    assert post(east, row, "report", text="已补选委员", on=today).status_code == 302
    assert "已补选委员" in shown(committee, row.get_absolute_url())
    assert post(committee, row, "close", result="验收合格", on=today).status_code == 302
    assert row_of(org).stage == "closed"
    assert "没有符合条件的整顿" in shown(committee, reverse("orgs:rectifications") + "?due=open")


def test_another_street_sees_neither_the_list_line_nor_the_page(page, org):
    committee, west, today = page("committee"), page("west"), timezone.localdate()
    asked = {"kind": "merge", "problems": "无党员", "on": today, "due_on": today + timedelta(days=30)}
    committee.post(reverse("orgs:list_for_rectification", args=[org.pk]), asked)
    assert west.get(row_of(org).get_absolute_url()).status_code == 404
    assert "示例东风公司党支部" not in shown(west, reverse("orgs:rectifications"))
