"""Pairing a body with an organization, and what the two hold together."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from access.errors import Conflict
from access.policy import Denied
from orgs import services
from orgs.choices import LifeKind
from orgs.models import LifeRecord, Pairing
from orgs.queries import duties as reads
from orgs.rules.records import Entry
from orgs.services import bodies as acts
from tests.factories.orgs import DAY, TODAY

LATER = DAY + timedelta(days=30)


@pytest.fixture
def org(world, committee):
    return world.single(by=committee)


def activity(org, pairing, on, by):
    entry = Entry(LifeKind.ACTIVITY, on, f"共建{on}", figures={"people": 5})
    return services.record_life(org=org, entry=entry, by=by, pairing=pairing)


def test_what_the_two_hold_together_is_counted_once_also_after_the_contents_changed(trade, org, committee):
    first = acts.pair(body=trade, org=org, on=DAY, by=committee, content="帮扶")
    activity(org, first, DAY, committee)
    second = acts.pair(body=trade, org=org, on=LATER, by=committee, content="培训")
    activity(org, second, LATER, committee)
    (row,) = reads.pairings(committee, LATER)
    assert (row.content, row.activities) == ("培训", 2)
    assert [one.since for one in reads.activities(row)] == [LATER, DAY]
    assert reads.pairings(committee, DAY - timedelta(days=1)).count() == 0


def test_an_activity_before_or_after_the_pairing_is_refused(trade, org, committee):
    row = acts.pair(body=trade, org=org, on=LATER, by=committee)
    with pytest.raises(ValidationError) as refusal:
        activity(org, row, LATER - timedelta(days=1), committee)
    assert set(refusal.value.message_dict) == {"on"}
    acts.end_pairing(row=row, on=LATER + timedelta(days=9), by=committee)
    kept = Pairing.objects.of(org=org).live().get()
    activity(org, kept, LATER + timedelta(days=8), committee)
    with pytest.raises(ValidationError):
        activity(org, kept, LATER + timedelta(days=9), committee)
    with pytest.raises(Conflict):
        acts.end_pairing(row=row, on=TODAY, by=committee)


def test_the_database_refuses_an_activity_with_the_pair_of_another_organization(world, trade, org, committee):
    other = world.single(by=committee)
    row = acts.pair(body=trade, org=other, on=DAY, by=committee)
    with pytest.raises(ValidationError):
        activity(org, row, DAY, committee)
    record = activity(org, None, DAY, committee)
    with pytest.raises(IntegrityError), transaction.atomic():
        LifeRecord.objects.create(
            org=org, kind=record.kind, topic="别家", figures=record.figures, valid=record.valid, pairing=row
        )


def test_a_record_that_is_put_right_stays_with_its_pair(trade, org, committee):
    row = acts.pair(body=trade, org=org, on=DAY, by=committee)
    record = activity(org, row, LATER, committee)
    entry = Entry(LifeKind.ACTIVITY, LATER, "更正后", figures={"people": 6})
    put_right = services.correct_life(record=record, entry=entry, reason="登错", by=committee)
    assert put_right.pairing_id == row.pk
    early = Entry(LifeKind.ACTIVITY, DAY - timedelta(days=1), "更正后", figures={"people": 6})
    with pytest.raises((ValidationError, Conflict)):
        services.correct_life(record=put_right, entry=early, reason="登错", by=committee)


def test_a_street_pairs_its_own_organizations_only_and_nobody_from_tomorrow(world, trade, org, committee):
    with pytest.raises(Denied):
        acts.pair(body=trade, org=org, on=DAY, by=world.act_as("west"))
    acts.pair(body=trade, org=org, on=DAY, by=world.act_as("east"))
    with pytest.raises(ValidationError):
        acts.pair(body=trade, org=org, on=TODAY + timedelta(days=1), by=world.act_as("east"))


def test_a_pair_goes_by_pages_from_its_body_to_an_activity_and_its_end(trade, org, browse):
    desk = browse("committee")
    new = reverse("orgs:pair_body", args=[trade.pk])
    assert desk.get(new).status_code == 200
    assert desk.post(new, {"org": org.pk, "on": DAY.isoformat(), "content": "帮扶"}).status_code == 302
    row = Pairing.objects.as_system("test").get()
    page = desk.get(row.get_absolute_url()).content.decode()
    record = f"{reverse('orgs:record_life', args=[org.pk, 'activity'])}?pairing={row.pk}"
    assert record in page
    said = {"on": LATER.isoformat(), "topic": "同上党课", "people": 4}
    assert desk.post(record, said).url == row.get_absolute_url()
    assert "同上党课" in desk.get(row.get_absolute_url()).content.decode()
    assert row.get_absolute_url() in desk.get(reverse("orgs:pairings")).content.decode()
    assert desk.get(record.replace(f"pairing={row.pk}", "pairing=999999")).status_code == 404
    end = reverse("orgs:end_pairing", args=[row.pk])
    assert desk.post(end, {"on": TODAY.isoformat()}).status_code == 302
    assert desk.post(end, {"on": TODAY.isoformat()}).status_code == 404
    assert browse("west").get(row.get_absolute_url()).status_code == 404
