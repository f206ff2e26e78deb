"""Responsibility letters: signed level by level, their targets as tasks, checked when the year is over."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from access.errors import Conflict
from access.policy import Denied
from access.principals import system_scope
from orgs.choices import LetterResult, TaskState
from orgs.models import BodyTask, LetterCheck, ResponsibilityLetter
from orgs.queries import duties as reads
from orgs.rules import bodies as rules
from orgs.services import bodies as acts
from tests.factories.orgs import DAY, TODAY

YEAR = TODAY.year - 1
SIGNED = date(YEAR, 2, 1)


def told(lower, **changed):
    given = {
        "lower": lower, "year": YEAR, "on": SIGNED, "upper_signer": "甲", "lower_signer": "乙",
        "targets": ["新建党组织3个", " ", "每季度恳谈一次"], "document": "示例〔1〕号",
    }  # fmt: skip
    return acts.Signed(**{**given, **changed})


@pytest.fixture
def below(bodies):
    """The east street's body stands directly below the committee."""
    street = bodies["east"]
    street.parent = bodies["committee"]
    with system_scope("test data"):
        street.save(update_fields=["parent"])
    return street


def test_targets_of_a_letter_are_tasks_of_the_body_below_until_the_end_of_the_year(bodies, below, committee):
    letter = acts.sign_letter(upper=bodies["committee"], signed=told(below), by=committee)
    targets = BodyTask.objects.of(letter=letter).order_by("pk")
    assert [(one.title, one.source, one.owner_id, one.due_on, one.given_on, one.basis) for one in targets] == [
        (title, "letter", below.pk, date(YEAR, 12, 31), SIGNED, "示例〔1〕号") for title in ("新建党组织3个", "每季度恳谈一次")
    ]


def test_no_level_is_left_out_but_a_member_unit_signs_with_its_committee(bodies, trade, committee):
    committee_body = bodies["committee"]
    for lower in (bodies["east"], trade, committee_body):
        with pytest.raises(ValidationError) as refusal:
            acts.sign_letter(upper=committee_body, signed=told(lower), by=committee)
        assert set(refusal.value.message_dict) == {"lower"}
    acts.add_member(committee=committee_body, member=trade, on=SIGNED + timedelta(days=1), by=committee)
    with pytest.raises(ValidationError):
        acts.sign_letter(upper=committee_body, signed=told(trade), by=committee)  # member unit from the day after
    acts.sign_letter(upper=committee_body, signed=told(trade, on=SIGNED + timedelta(days=1)), by=committee)


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("upper_signer", {"upper_signer": " "}), ("lower_signer", {"lower_signer": ""}), ("targets", {"targets": [" "]}),
        ("targets", {"targets": ["长" * 201]}), ("targets", {"targets": ["x"] * 51}), ("targets", {"targets": ["坏\x00"]}),
        ("on", {"on": TODAY + timedelta(days=1), "year": TODAY.year}), ("on", {"year": YEAR + 2}),
        ("document", {"document": "坏\x00"}),
    ],
)  # fmt: skip
def test_a_letter_that_cannot_be_is_refused_at_its_field_and_nothing_is_stored(bodies, below, committee, field, changed):
    with pytest.raises(ValidationError) as refusal:
        acts.sign_letter(upper=bodies["committee"], signed=told(below, **changed), by=committee)
    assert set(refusal.value.message_dict) == {field}
    assert not ResponsibilityLetter.objects.as_system("test").exists()
    assert not BodyTask.objects.as_system("test").exists()


def test_one_letter_a_year_and_none_by_a_street_for_the_committee(world, bodies, below, committee):
    acts.sign_letter(upper=bodies["committee"], signed=told(below), by=committee)
    with pytest.raises(Conflict):
        acts.sign_letter(upper=bodies["committee"], signed=told(below), by=committee)
    acts.sign_letter(upper=bodies["committee"], signed=told(below, year=YEAR + 1), by=committee)
    with pytest.raises(Denied):
        acts.sign_letter(upper=bodies["committee"], signed=told(below, year=YEAR - 1), by=world.act_as("east"))


def test_the_check_waits_for_december_and_for_the_targets(world, bodies, below, committee):
    letter = acts.sign_letter(upper=bodies["committee"], signed=told(below), by=committee)
    for on, result in ((date(YEAR, 11, 30), LetterResult.MOSTLY), (date(YEAR, 12, 1), LetterResult.DONE)):
        with pytest.raises(ValidationError):
            acts.check_letter(letter=letter, result=result, text="核对", on=on, by=committee)
    first, second = BodyTask.objects.of(letter=letter).order_by("pk")
    street = world.act_as("east")
    done = acts.report(task=first, text="已建", on=date(YEAR, 11, 1), by=street)
    committee = world.act_as("committee")
    acts.confirm(task=done, on=date(YEAR, 11, 2), by=committee)
    acts.cancel(task=second, text="不再要求", on=date(YEAR, 11, 2), by=committee)
    (row,) = reads.letters(committee)
    assert (row.targets_done, row.targets_in_all, row.result) == (1, 1, None)
    assert reads.checks_waiting(committee).rows.get() == letter
    acts.check_letter(letter=letter, result=LetterResult.DONE, text="核对", on=date(YEAR, 12, 1), by=committee)
    assert not reads.checks_waiting(committee).rows.exists()
    with pytest.raises(Conflict):
        acts.check_letter(letter=letter, result=LetterResult.DONE, text="再核", on=date(YEAR, 12, 2), by=committee)
    with pytest.raises(Denied):
        acts.check_letter(letter=letter, result=LetterResult.DONE, text="核", on=DAY, by=world.act_as("east"))


def test_the_last_day_of_november_is_too_early_and_the_first_of_december_is_not():
    given = {"year": 2026, "unfinished": 0}
    assert rules.check_result(LetterResult.DONE, on=date(2026, 11, 30), **given) is not None
    assert rules.check_result(LetterResult.DONE, on=date(2026, 12, 1), **given) is None
    assert rules.check_result(LetterResult.FAILED, on=date(2027, 1, 1), year=2026, unfinished=3) is None


def test_a_target_is_given_with_its_letter_only(bodies, below, committee):
    given = acts.Given("letter", below, "目标", TODAY)
    with pytest.raises(ValidationError) as refusal:
        acts.assign(issuer=bodies["committee"], given=given, on=TODAY, by=committee)
    assert set(refusal.value.message_dict) == {"source"}


def test_what_was_signed_and_checked_is_never_changed(bodies, below, committee):
    letter = acts.sign_letter(upper=bodies["committee"], signed=told(below), by=committee)
    acts.check_letter(letter=letter, result=LetterResult.FAILED, text="核", on=date(YEAR, 12, 1), by=committee)
    for rows in (ResponsibilityLetter.objects.of(area=letter.area), LetterCheck.objects.of(letter=letter)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(recorded_at="2020-01-01T00:00:00Z")
    with pytest.raises(DatabaseError), transaction.atomic():
        BodyTask.objects.of(letter=letter).update(letter=None)


def test_a_letter_goes_by_pages_from_signing_to_its_check(bodies, below, browse):
    desk, street = browse("committee"), browse("east")
    sign = reverse("orgs:sign_letter", args=[bodies["committee"].pk])
    assert desk.get(sign).status_code == 200
    said = {"lower": below.pk, "year": YEAR, "on": SIGNED.isoformat(), "upper_signer": "甲", "lower_signer": "乙", "targets": "一\n\n二"}
    assert desk.post(sign, {**said, "targets": ""}).status_code == 422
    assert desk.post(sign, said).status_code == 302
    letter = ResponsibilityLetter.objects.as_system("test").get()
    assert BodyTask.objects.as_system("test").filter(letter=letter, state=TaskState.OPEN).count() == 2
    check = reverse("orgs:check_letter", args=[letter.pk])
    assert check in desk.get(letter.get_absolute_url()).content.decode()
    assert check not in street.get(letter.get_absolute_url()).content.decode()
    assert street.post(check, {}).status_code == 403
    found = {"on": TODAY.isoformat(), "result": "mostly", "text": "基本完成"}
    assert desk.post(check, found).status_code == 302
    assert desk.post(check, found).status_code == 422
    listed = desk.get(reverse("orgs:duty_letters"), {"year": YEAR}).content.decode()
    assert letter.get_absolute_url() in listed
    assert letter.get_absolute_url() not in desk.get(reverse("orgs:duty_letters"), {"year": YEAR + 1}).content.decode()
