"""Pages and endpoints of re-elections: each step by its own form, refusals on the form, other streets out of sight."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.principals import system_scope
from orgs import services
from orgs.choices import ReElectionStage
from orgs.models import ReElection, Term
from orgs.services import reelections as acts
from tests.factories.orgs import DAY

STEPS = ("submit", "return", "approve", "nominate", "vote", "report", "file", "withdraw")


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
    by = world.act_as("committee")
    made = world.single(by=by, on=date(2012, 1, 1), name="示例东风公司党支部")
    services.elect(org=made, election=services.Election(on=date(2012, 9, 20)), by=by)
    return made


def stage_of(org):
    with system_scope("test"):
        return ReElection.objects.as_system("test").get(org_id=org.pk)


def post(client, row, step, **given):
    return client.post(reverse(f"orgs:reelection_{step}", args=[row.pk]), given)


def test_the_whole_way_by_pages(page, org):
    east, on = page("east"), timezone.localdate().isoformat()
    answer = east.post(reverse("orgs:begin_reelection", args=[org.pk]))
    row = stage_of(org)
    assert answer.headers["Location"] == row.get_absolute_url()
    assert post(east, row, "submit", on=on, formal=9, committee=3, deputy=0).status_code == 302
    assert post(east, row, "approve", on=on, approval_no="示例〔2015〕9号").status_code == 302
    slate = {"committee": "甲\n乙\n丙\n丁", "secretary": "甲"}
    refused = post(east, row, "nominate", on=on, committee="甲\n乙\n丙", secretary="甲")
    assert refused.status_code == 422
    assert "候选人应不少于4人，现为3人" in refused.content.decode()
    assert post(east, row, "nominate", on=on, **slate).status_code == 302
    votes = {f"votes_committee_{number}": count for number, count in enumerate((18, 17, 16, 3))}
    given = {"on": on, "entitled": 20, "present": 19, "issued_committee": 19, "returned_committee": 18,
             "issued_secretary": 19, "returned_secretary": 18, "votes_secretary_0": 18, **votes}  # fmt: skip
    assert "五分之四" in post(east, row, "vote", **{**given, "present": 15}).content.decode()
    assert post(east, row, "vote", **given).status_code == 302
    assert post(east, row, "report", on=on).status_code == 302
    assert post(east, row, "file", on=on, number="备1").status_code == 403
    assert post(page("committee"), row, "file", on=on, number="备1").status_code == 302
    assert stage_of(org).stage == ReElectionStage.FILED
    text = east.get(row.get_absolute_url()).content.decode()
    for words in ("当选", "19/20", "备1", "示例〔2015〕9号", "第 2 届"):
        assert words in text
    assert "已备案" in east.get(org.get_absolute_url()).content.decode()


@pytest.mark.parametrize("step", STEPS)
def test_another_street_and_a_leader_find_no_step(world, page, org, step):
    row = acts.begin_reelection(org=org, on=DAY, by=world.act_as("committee"))
    address = reverse(f"orgs:reelection_{step}", args=[row.pk])
    assert page("west").get(address).status_code in {403, 404}
    assert page("leader").get(address).status_code == 403
    assert page("west").get(row.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("days", "label"),
    [(6 * 31 + 1, None), (150, "六个月内届满"), (80, "三个月内届满"), (20, "一个月内届满"), (0, "超期"), (-1, "超期")],
)
def test_the_reminder_list_tells_who_is_due(world, page, org, days, label):
    ends = timezone.localdate() + timedelta(days=days)
    with system_scope("test"):
        Term.objects.as_system("test").filter(org_id=org.pk).update(ends_on=ends)
    text = page("east").get(reverse("orgs:terms")).content.decode()
    assert (org.name in text) == (label is not None)
    assert label is None or f"{label}</span>" in text
    assert org.name not in page("west").get(reverse("orgs:terms")).content.decode()


def test_work_waits_for_those_who_may_do_it(world, page, org):
    by = world.act_as("committee")
    row = acts.begin_reelection(org=org, on=DAY, by=by)
    assert "办理中的换届" in page("east").get("/").content.decode()
    acts.submit_reelection(reelection=row, seats={"secretary": 1}, on=DAY, by=world.act_as("committee"))
    assert "换届请示待批复" in page("committee").get("/").content.decode()


def test_the_endpoint_takes_the_steps_with_versions(world, page, org):
    east, on = page("east"), timezone.localdate().isoformat()
    made = east.post("/api/v1/reelections/begin/", {"org": org.pk}, content_type="application/json")
    assert made.status_code == 201, made.content
    address, tag = f"/api/v1/reelections/{made.json()['id']}/", made.headers["ETag"]
    bare = east.post(f"{address}submit/", {"on": on}, content_type="application/json")
    assert bare.status_code == 428
    given = east.post(f"{address}submit/", {"on": on}, content_type="application/json", headers={"If-Match": tag})
    assert (given.status_code, given.json()["stage"]) == (200, "submitted"), given.content
    again = east.post(
        f"{address}submit/", {"on": on}, content_type="application/json", headers={"If-Match": given.headers["ETag"]}
    )
    assert again.status_code == 409
    assert east.get("/api/v1/reelections/?stage=submitted").json()["results"][0]["org"] == org.pk
    assert page("west").get(address).status_code == 404


def test_the_lists_take_a_constant_number_of_statements(page, org, django_assert_max_num_queries):
    client = page("east")
    client.get(reverse("orgs:terms"))
    with django_assert_max_num_queries(20):
        client.get(reverse("orgs:terms"))
