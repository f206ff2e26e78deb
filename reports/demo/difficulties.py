"""Difficulties of units in the demo: the solved ones that the sources count, and some that are under way today.

Source: source 001 K13 (238 solved) and K15 (loans for 45 start-ups of 赛罕社区, freight saved in 芝瑞镇). Which unit had
which, and on which day, is invented; so are all effects beside the two that the source prints.
"""

import itertools
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from access.models import Body
from enterprises.choices import DifficultyKind, DifficultyOrigin, DifficultyState, DifficultyStep, UnitKind
from enterprises.models import Difficulty, Unit
from reports.demo import bulk, units
from reports.demo.draw import Drawer
from reports.demo.units import UnitPlan

SOLVED = 238
START_UPS, LOAN_YUAN, FREIGHT_YUAN = 45, Decimal(36_000), Decimal(12_000_000)
STARTS = date(2013, 4, 15), date(2014, 5, 20)
KINDS: tuple[tuple[DifficultyKind, str, str], ...] = (
    (DifficultyKind.LABOUR, "旺季招不到工人", "组织专场招聘，招到工人"),
    (DifficultyKind.PERMIT, "证照办理往返多次", "由代办员代办，证照已取得"),
    (DifficultyKind.UTILITY, "厂区用电容量不足", "供电部门完成增容"),
    (DifficultyKind.MARKET, "产品销路窄", "协调参加展销会，签订销售协议"),
    (DifficultyKind.TAX, "不了解税收优惠政策", "税务部门上门辅导，已享受优惠"),
    (DifficultyKind.DISPUTE, "与职工发生工资纠纷", "调解达成协议"),
    (DifficultyKind.PREMISES, "经营场地租期将满", "协调续租三年"),
)
LOAN = (DifficultyKind.FINANCE, "初始创业缺少周转资金", "协调国家贴息小额担保贷款，已发放")
FREIGHT = (DifficultyKind.TRANSPORT, "石材外运困难、运费高", "与铁路货运中心协调，石材改由铁路外运，节约运输费用")


def solved(draw: Drawer, plans: Iterable[UnitPlan], body: Body) -> None:
    """Write the difficulties that had been solved and confirmed."""
    everybody = [plan for plan in plans if plan.until is None]
    start_ups = [p for p in everybody if p.kind == UnitKind.SELF_EMPLOYED and "赛罕社区" in p.area.name][:START_UPS]
    quarry = next(p for p in everybody if p.kind == UnitKind.ENTERPRISE and "芝瑞镇" in p.area.name)
    rest = draw.random.sample(everybody, SOLVED - START_UPS - 1)
    rows = [_solved(draw, plan.unit, LOAN, body, LOAN_YUAN, 2) for plan in start_ups]
    rows.append(_solved(draw, quarry.unit, FREIGHT, body, FREIGHT_YUAN, quarry.staff))
    rows += [_solved(draw, plan.unit, kind, body, None, None) for plan, kind in zip(rest, itertools.cycle(KINDS))]
    bulk.insert(Difficulty, rows)


def _solved(
    draw: Drawer, unit: Unit, what: tuple[DifficultyKind, str, str], body: Body, yuan: Decimal | None, persons: int | None
) -> Difficulty:  # fmt: skip
    raised = draw.day(*STARTS)
    done = raised + timedelta(days=draw.random.randint(10, 60))
    closed = done + timedelta(days=draw.random.randint(1, 14))
    row = _row(unit, what, raised, body, due_on=raised + timedelta(days=60))
    row.state, row.solved_on, row.closed_on, row.result = DifficultyState.CLOSED, done, closed, what[2]
    row.effect_yuan, row.effect_persons = yuan, persons
    row.log += [_line(DifficultyStep.SOLVE, done, what[2]), _line(DifficultyStep.CONFIRM, closed, "")]
    return row


def under_way(rows: Iterable[Unit], body: Body, today: date) -> None:
    """Write some that wait today: to be assigned, in hand, overdue, to be confirmed."""
    made = []
    for number, (unit, what) in enumerate(zip(rows, itertools.cycle(KINDS))):
        raised = today - timedelta(days=20 + 5 * (number % 9))
        row = _row(unit, what, raised, body, due_on=raised + timedelta(days=30))
        if number % 4 == 0:
            row.state, row.body, row.due_on, row.log = DifficultyState.RAISED, None, None, row.log[:1]
        elif number % 4 == 1:
            done = today - timedelta(days=3)
            row.state, row.solved_on, row.result = DifficultyState.SOLVED, done, what[2]
            row.log.append(_line(DifficultyStep.SOLVE, done, what[2]))
        made.append(row)
    bulk.insert(Difficulty, made)


def _row(unit: Unit, what: tuple[DifficultyKind, str, str], raised: date, body: Body, due_on: date) -> Difficulty:
    kind, text, _result = what
    assigned = f"{body.name}，{due_on.isoformat()}前"
    return Difficulty(
        unit=unit, unit_name=unit.name, kind=kind, text=text, origin=DifficultyOrigin.VISIT, raised_on=raised,
        raised_at=units.recorded(raised), raiser="走访干部(示例)", state=DifficultyState.ASSIGNED, body=body, due_on=due_on,
        log=[_line(DifficultyStep.RAISE, raised, ""), _line(DifficultyStep.ASSIGN, raised, assigned)],
    )  # fmt: skip


def _line(step: DifficultyStep, on: date, text: str) -> dict[str, Any]:
    return {
        "step": step.value,
        "on": on.isoformat(),
        "by": "走访干部(示例)",
        "user": None,
        "person": None,
        "text": text,
    }
