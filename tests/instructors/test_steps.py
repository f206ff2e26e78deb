from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from access import policy
from access.choices import Role
from access.errors import Conflict
from access.models import AuditEvent
from access.principals import system, system_scope
from instructors import services
from instructors.choices import Stage, Step
from instructors.models import Instructor, SelectionStep
from instructors.rules import permits, steps
from instructors.services import moves
from tests.factories import instructors as make


def _code(error):
    return next(iter(error.value.error_list)).code


def _steps(found):
    return [row.step for row in found.steps.as_system("test").order_by("pk")]


def test_database_and_rules_hold_the_same_moves(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT from_stage, step, to_stage FROM instructors_move")
        stored = set(cursor.fetchall())
    assert stored == {
        (stage.value, step.value, move.to.value) for stage, found in steps.STEPS.items() for step, move in found.items()
    }


def test_every_step_has_the_roles_of_the_table(db):
    for (stage, step), permission in permits.PERMISSION_OF.items():
        held = policy.roles_with(permission) | policy.roles_reaching(permission, "instructors.instructor")
        assert steps.STEPS[stage][step].roles <= held, (stage, step)
    for permission in set(permits.PERMISSION_OF.values()):
        assert policy.roles_with(permission) == permits.roles_of(permission) - {Role.INSTRUCTOR}


@pytest.mark.parametrize("stage", Stage)
def test_no_step_but_those_of_the_table(world, stage):
    found, by = make.at(world, stage), system("test", on=make.TODAY)
    assert found.stage == stage
    for step in set(Step) - set(steps.STEPS[stage]):
        with pytest.raises(Conflict) as refused:
            moves.prepare(found, step, on=make.TODAY, by=by, opinion="理由")
        assert _code(refused) == "instructor_step"
        with pytest.raises(IntegrityError, match="no_jump"), transaction.atomic(), system_scope("test"):
            SelectionStep.objects.create(
                instructor=found, step=step, from_stage=stage, to_stage="serving", on=make.TODAY, actor_name="甲"
            )
    assert make.fresh(found).stage == stage


@pytest.mark.parametrize("stage", Stage)
def test_stage_never_changes_without_its_step(world, stage):
    found = make.at(world, stage)
    other = Stage.SERVING if stage != Stage.SERVING else Stage.ENDED
    with pytest.raises(IntegrityError, match="without its step"), transaction.atomic(), system_scope("test"):
        Instructor.objects.filter(pk=found.pk).as_system("test").update(stage=other)


def test_a_file_starts_as_draft(world):
    found = make.instructor(world, Stage.DRAFT)
    with pytest.raises(IntegrityError, match="starts as draft"), transaction.atomic(), system_scope("test"):
        Instructor.objects.create(
            person=make.person("李", world.street), name="李", area=world.street, committee=found.committee,
            kind="grid", origin="organ", is_formal_member=True, stage="appointed", applied_on=make.TODAY,
        )  # fmt: skip


def test_the_whole_way_by_the_people_in_charge(world):
    applicant = make.person("王五", world.street)
    by = world.principal("street")
    found = services.apply(
        person=applicant, committee=world.bodies["street"], kind="part_time", origin="organ", on=make.TODAY, by=by,
        is_formal_member=True,
    )  # fmt: skip
    services.submit(instructor=found, on=make.TODAY, by=by)
    services.review(instructor=found, step=Step.PASS_FIRST, on=make.TODAY, by=by, opinion="同意推荐")
    services.review(instructor=found, step=Step.PASS_SECOND, on=make.TODAY, by=world.principal("org_dept"))
    by = world.principal("org_dept")
    services.start_training(instructor=found, on=make.TODAY, by=by)
    services.record_training(instructor=found, held_on=make.TODAY, hours=8, topic="岗前", has_passed=True, by=by)
    services.certify(instructor=found, on=make.TODAY, by=by)
    letter = services.appoint(instructor=found, since=make.LETTER[0], until=make.LETTER[1], on=make.TODAY, by=by)
    services.dispatch(
        instructor=found, target=world.grid, since=make.TODAY, on=make.TODAY, by=world.principal("committee")
    )
    assert make.fresh(found).stage == Stage.SERVING
    assert letter.number == "511123党指〔2026〕0001号"
    assert _steps(found) == [
        "submit", "pass_first", "pass_second", "start_training", "finish_training", "appoint", "dispatch",
    ]  # fmt: skip
    acts = set(AuditEvent.objects.all().as_system("test").values_list("act", flat=True))
    assert {"instructors.applied", "instructors.submitted", "instructors.pass_first", "instructors.dispatched"} <= acts


def test_the_step_names_the_person_behind_the_account(world):
    found = make.instructor(world, Stage.SUBMITTED)
    row = services.review(instructor=found, step=Step.PASS_FIRST, on=make.TODAY, by=world.principal("street"))
    row = SelectionStep.objects.as_system("test").get(pk=row.pk)
    assert row.actor_person_id == world.users["street"].person_id
    assert row.actor_name == "street甲"


@pytest.mark.parametrize(
    ("key", "stage", "step"),
    [
        ("org_dept", Stage.SUBMITTED, Step.PASS_FIRST),
        ("leader", Stage.SUBMITTED, Step.PASS_FIRST),
        ("station", Stage.SUBMITTED, Step.REJECT),
        ("street", Stage.FIRST_PASSED, Step.PASS_SECOND),
        ("committee", Stage.FIRST_PASSED, Step.PASS_SECOND),
        ("street", Stage.FIRST_PASSED, Step.RETURN),
        ("other_street", Stage.SUBMITTED, Step.PASS_FIRST),
        ("finance", Stage.SUBMITTED, Step.PASS_FIRST),
    ],
)
def test_only_those_in_charge_review(world, key, stage, step):
    found = make.instructor(world, stage)
    with pytest.raises(policy.Denied):
        services.review(instructor=found, step=step, on=make.TODAY, by=world.principal(key), opinion="理由")
    assert make.fresh(found).stage == stage


def test_first_review_lies_with_the_applicants_own_committee(world):
    above = make.user("县乙", make.body("县直机关党委", "town_committee", world.county), Role.STREET_OFFICER)
    world.users["above"] = above
    found = make.instructor(world, Stage.SUBMITTED)
    with pytest.raises(ValidationError) as refused:
        services.review(instructor=found, step=Step.PASS_FIRST, on=make.TODAY, by=world.principal("above"))
    assert _code(refused) == "not_own_committee"


def test_member_unit_reviews_its_own_line(world):
    person = make.person("赵", world.county, line_code="mz511123")
    found = make.instructor(world, Stage.SUBMITTED, committee="member_unit", of=person)
    services.review(instructor=found, step=Step.PASS_FIRST, on=make.TODAY, by=world.principal("member_unit"))
    assert make.fresh(found).stage == Stage.FIRST_PASSED
    other = make.instructor(world, Stage.SUBMITTED)
    with pytest.raises(policy.Denied):
        services.review(instructor=other, step=Step.PASS_FIRST, on=make.TODAY, by=world.principal("member_unit"))


def test_nobody_reviews_himself(world):
    reviewer = world.users["street"].person
    found = make.instructor(world, Stage.SUBMITTED, of=reviewer)
    by = world.principal("street")
    with pytest.raises(ValidationError) as refused:
        services.review(instructor=found, step=Step.PASS_FIRST, on=make.TODAY, by=by)
    assert _code(refused) == "own_review"
    with pytest.raises(IntegrityError, match="not_oneself"), transaction.atomic():
        moves.move(make.fresh(found), Step.PASS_FIRST, on=make.TODAY, by=by)


def test_the_actor_of_a_step_cannot_be_claimed(world):
    found = make.instructor(world, Stage.SUBMITTED, of=world.users["street"].person)
    world.principal("street")
    with pytest.raises(IntegrityError, match="not_oneself"), transaction.atomic():
        SelectionStep.objects.create(
            instructor=found, step="pass_first", from_stage="submitted", to_stage="first_passed", on=make.TODAY,
            actor=world.users["street"], actor_person=world.users["org_dept"].person, actor_name="甲",
        )  # fmt: skip


def test_both_reviews_are_made_by_different_people(world):
    person = world.users["street"].person
    found = make.instructor(world, Stage.SUBMITTED)
    services.review(instructor=found, step=Step.PASS_FIRST, on=make.TODAY, by=world.principal("street"))
    with system_scope("test"):
        world.users["both"] = world.users["street"]
        make.Assignment.objects.create(
            user=world.users["street"], role=Role.ORG_DEPT, body=world.bodies["org_dept"], area=world.county,
            valid=make.DateRange(make.date(2020, 1, 1), None), reason="test",
        )  # fmt: skip
    by = world.principal("both")
    assert by.person_id == person.pk
    with pytest.raises(ValidationError) as refused:
        services.review(instructor=found, step=Step.PASS_SECOND, on=make.TODAY, by=by)
    assert _code(refused) == "same_reviewer"
    with pytest.raises(IntegrityError, match="two_reviewers"), transaction.atomic():
        moves.move(make.fresh(found), Step.PASS_SECOND, on=make.TODAY, by=by)


@pytest.mark.parametrize("step", [Step.RETURN, Step.REJECT])
def test_return_and_rejection_need_a_reason(world, step):
    found = make.instructor(world, Stage.SUBMITTED)
    with pytest.raises(ValidationError) as refused:
        services.review(instructor=found, step=step, on=make.TODAY, by=world.principal("street"), opinion="  ")
    assert refused.value.error_dict["opinion"][0].code == "reason_required"
    assert _steps(found) == ["submit"]


def test_a_returned_application_is_amended_and_handed_in_again(world):
    found = make.instructor(world, Stage.SUBMITTED)
    by = world.principal("street")
    services.review(instructor=found, step=Step.RETURN, on=make.TODAY, by=by, opinion="补充专长")
    version = make.fresh(found).version
    services.amend(instructor=found, by=by, version=version, expertise="财务")
    with pytest.raises(Conflict):
        services.amend(instructor=found, by=by, version=version, expertise="法律")
    services.submit(instructor=found, on=make.TODAY, by=by)
    assert make.fresh(found).stage == Stage.SUBMITTED
    assert make.fresh(found).expertise == "财务"


def test_an_application_under_review_is_not_amended(world):
    found = make.instructor(world, Stage.SUBMITTED)
    with pytest.raises(Conflict) as refused:
        services.amend(instructor=found, by=world.principal("street"), version=found.version, post="科长")
    assert _code(refused) == "not_changeable"


def test_amending_takes_only_what_an_application_says(world):
    found = make.instructor(world, Stage.DRAFT)
    with pytest.raises(TypeError):
        services.amend(instructor=found, by=world.principal("street"), version=found.version, stage="serving")


def test_only_formal_members_apply(world):
    by = world.principal("street")
    found = services.apply(
        person=make.person("孙", world.street), committee=world.bodies["street"], kind="grid", origin="veteran",
        on=make.TODAY, by=by,
    )  # fmt: skip
    with pytest.raises(ValidationError) as refused:
        services.submit(instructor=found, on=make.TODAY, by=by)
    assert refused.value.error_dict["is_formal_member"][0].code == "not_formal_member"


def test_a_person_has_one_open_file(world):
    person = make.person("周", world.street)
    make.instructor(world, Stage.SUBMITTED, of=person)
    with pytest.raises(ValidationError, match="已有在办或在聘"):
        make.instructor(world, Stage.DRAFT, of=person)


def test_a_rejected_person_may_apply_again(world):
    found = make.at(world, Stage.REJECTED)
    again = make.instructor(world, Stage.SUBMITTED, of=found.person)
    assert again.pk != found.pk


def test_nobody_applies_for_a_person_out_of_sight(world):
    hidden = make.person("吴", world.other_street)
    with pytest.raises(policy.Denied):
        services.apply(
            person=hidden, committee=world.bodies["street"], kind="grid", origin="organ", on=make.TODAY,
            by=world.principal("street"), is_formal_member=True,
        )  # fmt: skip


def test_nobody_applies_through_a_committee_elsewhere(world):
    with pytest.raises(policy.Denied):
        services.apply(
            person=make.person("郑", world.street), committee=world.bodies["other_street"], kind="grid", origin="organ",
            on=make.TODAY, by=world.principal("street"), is_formal_member=True,
        )  # fmt: skip


@pytest.mark.parametrize(("offset", "code"), [(-1, "step_order"), (1, "date_in_future")])
def test_days_of_steps_run_forward_and_not_ahead(world, offset, code):
    found = make.instructor(world, Stage.SUBMITTED)
    on = make.TODAY + timedelta(days=offset)
    with pytest.raises(ValidationError) as refused:
        services.review(instructor=found, step=Step.PASS_FIRST, on=on, by=world.principal("street"))
    assert refused.value.error_dict["on"][0].code == code


def test_the_trail_is_append_only(world):
    found = make.instructor(world, Stage.TRAINED)
    for rows in (found.steps, found.trainings):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.as_system("test").update(instructor=found.pk + 1)
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.as_system("test").delete()


def test_the_trail_follows_when_the_area_moves(world):
    found = make.instructor(world, Stage.TRAINED)
    with system_scope("test"):
        world.street.parent = make.area("夹江县", "county", code="511126")
        world.street.save()
    for rows in (found.steps, found.trainings):
        paths = set(rows.as_system("test").values_list("area_path", flat=True))
        assert paths == {make.fresh(found).area_path}


@pytest.mark.parametrize("call", [services.review, services.leave])
def test_a_step_of_another_kind_is_a_programming_error(world, call):
    with pytest.raises(ValueError, match="not a"):
        call(instructor=make.instructor(world), step=Step.DISPATCH, on=make.TODAY, by=system("test"))
