"""The pages of formation: from the list to the founded organization, and the ticket cancelled by somebody else."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.choices import Role
from access.models import Body
from access.principals import system_scope
from orgs.choices import FormationStage, PlanStatus
from orgs.models import Application, FormationCase
from orgs.queries import units as queries


@pytest.fixture
def page(world):
    """Return a client that is signed in as an account of the district."""
    world.user(Role.COMMITTEE, world.district, "other")

    def signed_in(key):
        client = Client()
        with system_scope("test"):
            client.force_login(get_user_model().objects.as_system("test").get(pk=world.users[key].pk))
        return client

    return signed_in


def latest(model):
    return model.objects.as_system("test").latest("pk")


def send(client, name, row=None, **values):
    """Send a form; it must be taken."""
    answer = client.post(reverse(f"orgs:{name}", args=[row.pk] if row else []), values)
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    return answer


def test_a_street_takes_a_unit_from_the_list_to_a_founded_organization_on_the_pages(world, page):
    unit, today = world.unit(formal=3, name="示例东风公司"), timezone.localdate()
    street, committee, other = (page(name) for name in ("east", "committee", "other"))
    body = Body.objects.get(pk=world.act_as("committee").held[0].body_id)
    send(street, "refresh_cases")
    case = latest(FormationCase)
    assert case.unit == unit
    due = (today + timedelta(days=60)).isoformat()
    send(street, "plan_case", case, obstacle="no_secretary", form="single", leader="示例领导", due_on=due, version=1,
         text_1="选派书记人选", due_1=due)  # fmt: skip
    shown = street.get(case.get_absolute_url()).content.decode()
    assert "选派书记人选" in shown
    assert "没有合适的书记人选" in shown
    answer = street.post(
        f"{reverse('orgs:apply')}?case={case.pk}",
        {"name": "中共示例东风支部委员会", "form": "single", "org_type": "branch", "nature": "regular"},
    )
    assert answer.status_code == 302, answer.context["form"].errors
    row = latest(Application)
    send(street, "application_submit", row, on=today)
    assert street.post(reverse("orgs:application_file", args=[row.pk]), {"on": today}).status_code == 403
    send(committee, "application_consider", row, on=today)
    send(committee, "application_approve", row, on=today, approval_no="示例〔2026〕1号", approved_by=body.pk)
    who = world.person(world.east_community, "示例书记")
    send(street, "application_elect", row, on=today, entitled=3, present=3, secretary=who.pk,
         secretary_source="executive")  # fmt: skip
    send(committee, "application_file", row, on=today, number="示例备1号")
    assert street.get(row.get_absolute_url()).status_code == 200
    send(committee, "application_activate", row)
    row.refresh_from_db()
    assert (row.stage, row.org.name) == (FormationStage.ACTIVE, "中共示例东风支部委员会")
    assert not queries.gaps(world.act_as("east"), today).rows.exists()
    case.refresh_from_db()
    clear = {"on": today, "number": "示例销1号", "version": case.version}
    assert committee.post(reverse("orgs:clear_case", args=[case.pk]), clear).status_code == 403
    send(other, "clear_case", case, **clear)
    case.refresh_from_db()
    assert case.status == PlanStatus.CLEARED
    for address in (case.get_absolute_url(), row.get_absolute_url(), f"{reverse('orgs:cases')}?status=cleared"):
        assert "示例东风" in other.get(address).content.decode()


def test_half_a_plan_is_refused_and_changes_nothing(world, page):
    world.unit(formal=3)
    street = page("east")
    send(street, "refresh_cases")
    case = latest(FormationCase)
    answer = street.post(reverse("orgs:plan_case", args=[case.pk]), {"obstacle": "no_secretary", "version": 1})
    assert answer.status_code == 422
    case.refresh_from_db()
    assert (case.status, case.version) == (PlanStatus.OPEN, 1)


def test_another_street_is_told_that_nothing_is_there(world, page):
    world.unit(formal=3)
    send(page("east"), "refresh_cases")
    case = latest(FormationCase)
    for name in ("case", "plan_case"):
        assert page("west").get(reverse(f"orgs:{name}", args=[case.pk])).status_code == 404
    assert not page("west").get(reverse("orgs:cases")).context["rows"]


def test_the_list_takes_as_many_statements_for_many_cases_as_for_few(world, page, django_assert_max_num_queries):
    for _number in range(30):
        world.unit(formal=3)
    street = page("east")
    send(street, "refresh_cases")
    with django_assert_max_num_queries(20):
        assert len(street.get(reverse("orgs:cases")).context["rows"]) == 30
