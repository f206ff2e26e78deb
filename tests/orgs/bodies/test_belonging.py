"""Member units and duties over time."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from access.errors import Conflict
from access.policy import Denied
from access.principals import system_scope
from orgs.choices import BodyPostKind
from orgs.models import BodyMember, BodyPost
from orgs.queries import bodies as reads
from orgs.services import bodies as acts
from tests.factories.orgs import DAY, TODAY

LATER = DAY + timedelta(days=30)


def test_duties_of_a_member_unit_change_from_a_day_and_what_was_stays_known(bodies, trade, committee):
    committee_body = bodies["committee"]
    acts.add_member(committee=committee_body, member=trade, on=DAY, by=committee, duties="走访", document="示例〔2015〕1号")
    row = acts.add_member(committee=committee_body, member=trade, on=LATER, by=committee, duties="走访和培训")
    told = [
        [one.duties for one in reads.members(committee_body, committee, on)]
        for on in (DAY - timedelta(days=1), DAY, LATER - timedelta(days=1), LATER)
    ]
    assert told == [[], ["走访"], ["走访"], ["走访和培训"]]
    acts.end_member(row=row, on=TODAY, by=committee)
    assert not reads.members(committee_body, committee, TODAY).exists()
    assert reads.members(committee_body, committee, TODAY - timedelta(days=1)).count() == 1
    with pytest.raises(Conflict):
        acts.end_member(row=row, on=TODAY, by=committee)


def test_a_body_is_not_its_own_member_and_nobody_is_added_from_tomorrow_or_by_a_street(world, bodies, trade, committee):
    for changed, field in (({"member": bodies["committee"]}, "member"), ({"on": TODAY + timedelta(days=1)}, "on"),
                           ({"duties": "坏\x00字"}, "duties")):  # fmt: skip
        with pytest.raises(ValidationError) as refusal:
            acts.add_member(
                **{"committee": bodies["committee"], "member": trade, "on": DAY, "by": committee, **changed}
            )
        assert set(refusal.value.message_dict) == {field}
    with pytest.raises(Denied):
        acts.add_member(committee=bodies["committee"], member=trade, on=DAY, by=world.act_as("east"))
    assert not BodyMember.objects.as_system("test").exists()


def test_a_closed_body_takes_no_more_members(bodies, trade, committee):
    bodies["committee"].closed_on = DAY
    with system_scope("test data"):
        bodies["committee"].save(update_fields=["closed_on"])
    with pytest.raises(Conflict):
        acts.add_member(committee=bodies["committee"], member=trade, on=DAY, by=committee)


def test_a_body_has_one_secretary_and_its_part_time_deputies_come_from_somewhere(world, bodies, committee):
    first, second = world.person(world.district, "甲"), world.person(world.district, "乙")
    body = bodies["committee"]
    post = acts.appoint_to_body(body=body, person=first, kind=BodyPostKind.SECRETARY, on=DAY, by=committee)
    with pytest.raises(ValidationError) as refusal:
        acts.appoint_to_body(body=body, person=second, kind=BodyPostKind.SECRETARY, on=DAY, by=committee)
    assert set(refusal.value.message_dict) == {"kind"}
    with pytest.raises(ValidationError) as refusal:
        acts.appoint_to_body(body=body, person=second, kind=BodyPostKind.PART_DEPUTY, on=DAY, by=committee)
    assert set(refusal.value.message_dict) == {"department"}
    acts.appoint_to_body(
        body=body, person=second, kind=BodyPostKind.PART_DEPUTY, on=DAY, by=committee, department="经信局局长"
    )
    assert [one["name"] for one in reads.posts(body, committee, DAY)] == ["甲", "乙"]
    acts.end_body_post(row=post, on=LATER, by=committee)
    acts.appoint_to_body(body=body, person=second, kind=BodyPostKind.SECRETARY, on=LATER, by=committee)
    assert [(one["name"], one["row"].kind) for one in reads.posts(body, committee, LATER)] == [("乙", "secretary")]
    assert BodyPost.objects.as_system("test").filter(superseded_at__isnull=False).count() == 2
