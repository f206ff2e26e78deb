from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from access import policy
from access.errors import Conflict
from access.principals import system, system_scope
from instructors import services
from instructors.choices import Stage, Step
from instructors.models import Letter
from instructors.rules import steps
from tests.factories import instructors as make

TODAY = make.TODAY
BY = system("test", on=TODAY)


def _appoint(found, since=TODAY, until=date(2028, 3, 2), **kwargs):
    return services.appoint(instructor=found, since=since, until=until, on=TODAY, by=BY, **kwargs)


def _letter(found, **changes):
    values = {
        "instructor": found, "issuing_area": found.area, "year": 2026, "serial": 900, "number": "X900",
        "valid": DateRange(TODAY, TODAY + timedelta(days=9)), "issued_on": TODAY,
    }  # fmt: skip
    with transaction.atomic(), system_scope("test"):
        return Letter.objects.create(**{**values, **changes})


def _in_training(world, hours=8, *, passed=True):
    found = make.instructor(world, Stage.TRAINING)
    services.record_training(instructor=found, held_on=TODAY, hours=hours, topic="岗前", has_passed=passed, by=BY)
    return found


@pytest.mark.parametrize(("hours", "passed", "certified"), [(7, True, False), (8, True, True), (8, False, False)])
def test_training_is_certified_with_enough_hours_passed(world, hours, passed, certified):
    found = _in_training(world, hours, passed=passed)
    if certified:
        services.certify(instructor=found, on=TODAY, by=BY)
    else:
        with pytest.raises(ValidationError, match="不足8学时"):
            services.certify(instructor=found, on=TODAY, by=BY)
    assert (make.fresh(found).stage == Stage.TRAINED) is certified


def test_training_later_than_the_day_does_not_count(world):
    found = make.instructor(world, Stage.TRAINING)
    services.record_training(
        instructor=found, held_on=TODAY + timedelta(days=1), hours=8, topic="岗前", has_passed=True, by=BY
    )
    with pytest.raises(ValidationError):
        services.certify(instructor=found, on=TODAY, by=BY)


@pytest.mark.parametrize("hours", [0, 501, -3])
def test_implausible_hours_are_refused(world, hours):
    found = make.instructor(world, Stage.TRAINING)
    with pytest.raises(ValidationError):
        services.record_training(instructor=found, held_on=TODAY, hours=hours, topic="岗前", has_passed=True, by=BY)
    assert not found.trainings.as_system("test").exists()


def test_no_training_before_its_stage(world):
    found = make.instructor(world, Stage.SUBMITTED)
    with pytest.raises(Conflict):
        services.record_training(instructor=found, held_on=TODAY, hours=8, topic="岗前", has_passed=True, by=BY)


def test_a_street_does_not_record_trainings(world):
    found = make.instructor(world, Stage.TRAINING)
    with pytest.raises(policy.Denied):
        services.record_training(
            instructor=found, held_on=TODAY, hours=8, topic="岗前", has_passed=True, by=world.principal("street")
        )


def test_no_letter_without_training(world):
    found = make.instructor(world, Stage.SECOND_PASSED)
    with pytest.raises(Conflict, match="程序不得跳越"):
        _appoint(found)
    with pytest.raises(IntegrityError, match="training"):
        _letter(found)


def test_no_letter_for_training_that_was_not_certified(world):
    with pytest.raises(IntegrityError, match="training"):
        _letter(_in_training(world))


def test_a_district_may_ask_for_more_hours(world):
    found = make.instructor(world, Stage.TRAINED)
    with pytest.raises(ValidationError, match="不足16学时"):
        _appoint(found, limits=steps.Limits(training_hours=16))


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        (TODAY - timedelta(days=1), date(2027, 3, 2), "letter_before_training"),
        (TODAY, date(2028, 3, 2), None),
        (TODAY, date(2028, 3, 3), "letter_too_long"),
        (TODAY, TODAY, "letter_order"),
        (TODAY, TODAY + timedelta(days=1), None),
    ],
)
def test_the_period_of_a_letter(world, since, until, code):
    found = make.instructor(world, Stage.TRAINED)
    if code is None:
        assert _appoint(found, since, until).valid == DateRange(since, until)
        return
    with pytest.raises(ValidationError) as refused:
        _appoint(found, since, until)
    assert refused.value.error_dict["since"][0].code == code
    assert make.fresh(found).stage == Stage.TRAINED


@pytest.mark.parametrize(
    ("on", "holds"),
    [(TODAY - timedelta(days=1), False), (TODAY, True), (date(2028, 3, 1), True), (date(2028, 3, 2), False)],
)
def test_a_letter_holds_from_its_first_day_until_its_end(world, on, holds):
    make.instructor(world)
    assert Letter.objects.as_system("test").in_force(on).exists() is holds


def test_numbers_run_per_district_and_year(world):
    numbers = [make.instructor(world).letters.as_system("test").get().number for _ in range(2)]
    other = make.district("511126")
    numbers.append(make.instructor(other).letters.as_system("test").get().number)
    assert numbers == ["511123党指〔2026〕0001号", "511123党指〔2026〕0002号", "511126党指〔2026〕0001号"]


def test_a_renewal_follows_and_does_not_overlap(world):
    found = make.at(world, Stage.SERVING)
    with pytest.raises(ValidationError, match="重叠"):
        services.renew(instructor=found, since=date(2028, 3, 1), until=date(2029, 3, 1), on=TODAY, by=BY)
    letter = services.renew(instructor=found, since=date(2028, 3, 2), until=date(2030, 3, 2), on=TODAY, by=BY)
    assert letter.serial == 2
    assert make.fresh(found).stage == Stage.SERVING
    with pytest.raises(IntegrityError, match="no_overlap"):
        _letter(found, valid=DateRange(date(2030, 3, 1), date(2030, 4, 1)))


def test_a_letter_is_revoked_and_never_changed(world):
    found = make.instructor(world)
    rows = found.letters.as_system("test")
    for change in ({"serial": 7}, {"valid": DateRange(TODAY, date(2027, 1, 1))}):
        with pytest.raises(IntegrityError, match="fixed"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError, match="fixed"), transaction.atomic():
        rows._raw_delete("default")
    services.leave(instructor=found, step=Step.RECALL, on=TODAY, by=BY, opinion="调离")
    with pytest.raises(IntegrityError, match="fixed"), transaction.atomic():
        rows.update(revoked_on=None, revoked_because="")


def test_a_letter_is_not_taken_back_under_a_running_dispatch(world):
    found = make.at(world, Stage.SERVING)
    with pytest.raises(IntegrityError, match="dispatches_end_first"), transaction.atomic():
        found.letters.as_system("test").update(revoked_on=TODAY, revoked_because="试")


@pytest.mark.parametrize("key", ["street", "member_unit", "leader", "station"])
def test_only_managers_issue_letters(world, key):
    found = make.instructor(world, Stage.TRAINED)
    with pytest.raises(policy.Denied):
        services.appoint(instructor=found, since=TODAY, until=date(2027, 1, 1), on=TODAY, by=world.principal(key))


@pytest.mark.parametrize("model", ["letter", "dispatch"])
def test_rows_of_instructors_are_found_in_the_administration_site_by_the_name_in_sight(world, signed_in, model):
    letter = _letter(make.instructor(world, Stage.TRAINED))
    browser = signed_in("committee")
    for term, status in ((letter.instructor.name, 200), ("没有这个人", 200), ("", 200)):
        answer = browser.get(reverse(f"admin:instructors_{model}_changelist"), {"q": term})
        assert answer.status_code == status
        shown = letter.number in answer.content.decode()
        assert shown is (model == "letter" and term != "没有这个人")
