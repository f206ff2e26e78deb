"""Difficulties (实际困难): the table of steps, two hands, the log that only grows, who sees them, lists and pages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from access import policy
from access.choices import BodyKind, Role
from access.errors import Conflict
from access.models import AuditEvent
from access.principals import acting, open_scope
from enterprises import services
from enterprises.choices import DifficultyState, DifficultyStep
from enterprises.models import Difficulty
from enterprises.queries import difficulties
from enterprises.rules import difficulties as rules
from tests.factories.access import TODAY, AssignmentFactory, BodyFactory, LineFactory, principal
from tests.factories.enterprises import unit

VIEW = "enterprises.view_unit"
DUE = TODAY + timedelta(days=30)
STEPS_OF_A_ROW = {
    "raised": {"assign", "withdraw"}, "assigned": {"assign", "log", "solve", "withdraw"},
    "solved": {"log", "confirm", "send_back"}, "closed": set(), "withdrawn": set(),
}  # fmt: skip


@pytest.fixture
def other(land):
    return principal(Role.STREET_OFFICER, land.east_body)


@pytest.fixture
def bank(land):
    line = LineFactory(code="finance", name="金融")
    body = BodyFactory(home=land.county, kind=BodyKind.MEMBER_UNIT, line=line, name="区金融办")
    return principal(Role.MEMBER_UNIT, body), body


def raised(made, by, **more):
    values = {"kind": "finance", "text": "扩建缺少流动资金", "on": TODAY} | more
    with acting(by):
        return services.raise_difficulty(unit=made, by=by, **values)


def act(name, row, by, **more):
    with acting(by):
        return getattr(services, f"{name}_difficulty")(difficulty=row, by=by, **({"on": TODAY} | more))


def assigned(made, by, body, **more):
    return act("assign", raised(made, by, **more), by, body=body, due_on=DUE)


def kept(row):
    return Difficulty.objects.as_system("t").get(pk=row.pk)


@pytest.mark.parametrize("state", list(DifficultyState))
def test_the_table_says_which_steps_follow(state):
    assert {step.value for step in DifficultyStep if rules.check_step(state, step) is None} == STEPS_OF_A_ROW[state]


@pytest.mark.parametrize(("late", "expected"), [(-1, True), (0, False), (1, False)])
def test_the_deadlines_own_day_is_in_time(late, expected):
    due = TODAY + timedelta(days=late)
    assert rules.is_overdue(DifficultyState.ASSIGNED, due, TODAY) is expected
    assert not rules.is_overdue(DifficultyState.SOLVED, due, TODAY)
    assert not rules.is_overdue(DifficultyState.ASSIGNED, None, TODAY)


@pytest.mark.parametrize(
    ("confirmer", "refused"),
    [((1, 10), True), ((2, 10), True), ((1, None), True), ((2, 20), False), ((2, None), False), ((None, None), True)],
)
def test_nobody_confirms_his_own_solving_by_any_account(confirmer, refused):
    found = rules.check_confirmer([rules.Actor(1, 10)], rules.Actor(*confirmer))
    assert (found is not None) is refused


@pytest.mark.parametrize(
    ("yuan", "persons", "code"),
    [(Decimal(0), 0, None), (None, None, None), (Decimal("-0.01"), None, "effect_yuan"), (None, -1, "effect_persons")],
)
def test_effects_are_not_below_zero(yuan, persons, code):
    found = rules.check_effect(yuan, persons)
    assert (found.code if found else None) == code


def test_a_difficulty_goes_from_raised_to_closed_by_two_hands(land, east, other, bank):
    handler, body = bank
    row = assigned(unit(land.first), east, body)
    act("log", row, handler, text="已联系银行")
    act("solve", row, handler, result="发放贴息贷款", effect_yuan=Decimal("160000.00"), effect_persons=12)
    done = act("confirm", row, other, note="属实")
    assert (done.state, done.closed_on, done.effect_yuan, done.effect_persons) == ("closed", TODAY, 160_000, 12)
    assert [line["step"] for line in done.log] == ["raise", "assign", "log", "solve", "confirm"]
    assert [line["by"] for line in done.log][-2:] == [handler.name, other.name]
    acts = set(
        AuditEvent.objects.as_system("t").filter(act__startswith="enterprises.diff").values_list("act", flat=True)
    )
    assert acts == {f"enterprises.difficulty_{name}" for name in ("raised", "assign", "log", "solve", "confirm")}


def test_whoever_solved_it_does_not_confirm_it_and_nothing_is_written(land, east):
    row = assigned(unit(land.first), east, land.east_body)
    act("solve", row, east, result="已协调")
    before = kept(row)
    with pytest.raises(ValidationError, match="不能确认自己办结的困难"):
        act("confirm", row, east)
    assert (kept(row).state, kept(row).log) == (before.state, before.log)
    act("send_back", row, east, reason="企业说没有解决")
    again = kept(row)
    assert (again.state, again.result, again.solved_on, again.effect_yuan) == ("assigned", "", None, None)


def test_the_body_in_charge_reads_the_difficulty_but_not_the_unit(land, east, bank):
    handler, body = bank
    row = assigned(unit(land.first, address="东街1号"), east, body)
    with acting(handler):
        assert [one.pk for one in difficulties.visible(handler)] == [row.pk]
        assert not difficulties.is_unit_seen(row, handler)
        assert set(difficulties.steps_for(row, handler)) == {"log", "solve"}
        open_scope(handler)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM enterprises_difficulty")
            assert cursor.fetchone()[0] == 1
    for name, more in (
        ("assign", {"body": body, "due_on": DUE}),
        ("withdraw", {"reason": "x"}),
    ):
        with pytest.raises(policy.Denied):
            act(name, row, handler, **more)


def test_another_street_sees_nothing(land, east, west):
    row = assigned(unit(land.first), east, land.east_body)
    with acting(west):
        assert not difficulties.visible(west).exists()
    for name, more in (("log", {"text": "x"}), ("solve", {"result": "x"}), ("confirm", {})):
        with pytest.raises(policy.Denied):
            act(name, row, west, **more)


def test_steps_out_of_turn_are_conflicts(land, east, other):
    row = raised(unit(land.first), east)
    with pytest.raises(Conflict):
        act("solve", row, east, result="x")
    act("withdraw", row, east, reason="重复登记")
    with pytest.raises(Conflict):
        act("assign", row, other, body=land.east_body, due_on=DUE)


@pytest.mark.parametrize(
    ("more", "field"),
    [({"text": " "}, "text"), ({"text": "a\x00b"}, "text"), ({"on": TODAY + timedelta(days=1)}, "on"),
     ({"kind": "nothing"}, "kind")],
)  # fmt: skip
def test_what_cannot_be_raised_is_refused_at_its_field(land, east, more, field):
    with pytest.raises(ValidationError) as refusal:
        raised(unit(land.first), east, **more)
    assert field in refusal.value.error_dict
    assert not Difficulty.objects.taken()


def test_a_deadline_lies_not_before_the_day_it_was_raised(land, east):
    row = raised(unit(land.first), east)
    with pytest.raises(ValidationError, match="早于反映日期"):
        act("assign", row, east, body=land.east_body, due_on=TODAY - timedelta(days=1))
    assert act("assign", row, east, body=land.east_body, due_on=TODAY).due_on == TODAY


@pytest.mark.parametrize(
    "change",
    ["text = 'x'", "raised_on = '2001-01-01'", "log = '[]'", "log = jsonb_set(log, '{0,text}', '\"x\"')", "unit_name = 'x'",
     "handler_path = ''"],
)  # fmt: skip
def test_what_was_raised_and_done_is_not_rewritten_even_by_sql(land, east, change):
    row = assigned(unit(land.first), east, land.east_body)
    with acting(east), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE enterprises_difficulty SET {change} WHERE id = {row.pk}")
    assert kept(row).log == row.log


def test_a_closed_difficulty_is_final_and_none_is_deleted(land, east, other):
    row = assigned(unit(land.first), east, land.east_body)
    act("solve", row, east, result="已协调")
    act("confirm", row, other)
    reopened = "UPDATE enterprises_difficulty SET state = 'assigned', closed_on = NULL"
    for sql in (reopened, "DELETE FROM enterprises_difficulty"):
        with acting(east), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert kept(row).state == "closed"


def test_lists_say_what_is_late_and_what_it_brought(land, east, other):
    made = unit(land.first)
    late = raised(made, east, on=TODAY - timedelta(days=60))
    late = act("assign", late, east, body=land.east_body, due_on=TODAY - timedelta(days=1))
    solved = assigned(made, east, land.east_body)
    act("solve", solved, east, result="好", effect_yuan=Decimal(500), effect_persons=3)
    act("confirm", solved, other)
    raised(unit(land.second), east, kind="labour")
    with acting(east):
        rows = difficulties.select(difficulties.Wanted(on=TODAY), east)
        assert rows[0].pk == late.pk
        told = difficulties.summary(rows, TODAY)
        assert (told.number, told.solved, told.overdue, told.effect_yuan, told.effect_persons) == (3, 1, 1, 500, 3)
        for wanted, number in (({"state": "overdue"}, 1), ({"state": "open"}, 2), ({"kind": "labour"}, 1),
                               ({"area": land.second}, 1), ({"q": made.name}, 2)):  # fmt: skip
            assert difficulties.select(difficulties.Wanted(on=TODAY, **wanted), east).count() == number
        assert difficulties.to_assign(east).rows.count() == 1
        assert (difficulties.to_handle(east).rows.count(), difficulties.to_handle(east).overdue.count()) == (1, 1)
        assert difficulties.to_confirm(other).rows.count() == 0


def test_the_pages_lead_through_every_step(land, client):
    user, second = (AssignmentFactory(role=Role.STREET_OFFICER, body=land.east_body).user for _ in range(2))
    made = unit(land.first)
    client.force_login(user)
    assert "没有登记困难" in client.get(f"/enterprises/{made.pk}/").content.decode()
    day = TODAY.isoformat()
    sent = {"kind": "finance", "text": "缺资金", "origin": "visit", "on": day}
    address = client.post(f"/enterprises/{made.pk}/difficulty/", sent)["Location"]
    for step, more in (
        ("assign", {"body": land.east_body.pk, "due_on": day}), ("log", {"text": "联系银行"}),
        ("solve", {"result": "贷款到位", "effect_yuan": "1000"}),
    ):  # fmt: skip
        assert client.post(f"{address}{step}/", {"on": day, **more})["Location"] == address
    assert client.post(f"{address}confirm/", {"on": day}).status_code == 422
    client.force_login(second)
    assert client.post(f"{address}confirm/", {"on": day}).status_code == 302
    page = client.get(address).content.decode()
    assert "已解决" in page
    assert "1,000.00" in page
    listed = client.get("/enterprises/difficulties/?state=closed").content.decode()
    assert made.name in listed
    assert "反映困难" in client.get(f"/enterprises/{made.pk}/").content.decode()
