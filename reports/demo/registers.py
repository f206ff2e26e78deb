"""Differences of outside registers in 铁西区: two files of the market supervision were compared with the ledger. All of it is invented."""

import random
from datetime import date, timedelta

from enterprises.choices import OutsideRegister, RegisterDifference
from enterprises.models import RegisterRow, RegisterTask, Unit
from enterprises.rules import uscc
from reports.demo import bulk
from reports.demo.places import Ground

SEED, FIRST_SERIAL = 2017, 980_000
EACH = 5  # differences of a kind
TRADES = ("精密铸造", "冷链物流", "餐饮管理", "电子商务", "家政服务", "智能装备", "医疗器械", "文化传媒")


def load(built: Ground, today: date) -> None:
    """Write new, changed and cancelled entries on the streets, and one that nobody could place."""
    draw, on = random.Random(SEED), today - timedelta(days=4)  # noqa: S311  invented data
    known = list(Unit.objects.under(built.county.path).as_system().operating(today).order_by("pk")[: 40 * EACH : 20])
    entries: list[tuple[RegisterRow, str, Unit | None, list[dict[str, str]]]] = []
    for number in range(EACH + 1):
        place = built.county if number == EACH else draw.choice(built.communities[draw.choice(built.streets).pk])
        code = uscc.compose("91" + (built.county.code or ""), FIRST_SERIAL + number)
        name = f"沈阳{draw.choice(TRADES)}有限公司{number + 1}(示例)"
        entry = _entry(
            built, OutsideRegister.MARKET, code, name, on, area=place, address=f"兴华街{10 + number}号", status="存续"
        )
        entries.append((entry, RegisterDifference.NEW, None, []))
    for unit in known[:EACH]:
        entry = _entry(
            built,
            OutsideRegister.MARKET,
            unit.uscc,
            unit.name,
            on,
            area=unit.area,
            address="建设大路8号",
            status="存续",
        )
        change = {"field": "address", "label": "地址", "old": unit.address, "new": "建设大路8号"}
        entries.append((entry, RegisterDifference.CHANGED, unit, [change]))
    for unit in known[EACH : 2 * EACH]:
        entry = _entry(built, OutsideRegister.TAX, unit.uscc, unit.name, on, area=unit.area, status="注销")
        entry.is_listed = False
        change = {"field": "status", "label": "登记状态", "old": "正常经营", "new": "注销"}
        entries.append((entry, RegisterDifference.CANCELLED, unit, [change]))
    bulk.insert(RegisterRow, [entry for entry, *_rest in entries])
    bulk.insert(
        RegisterTask,
        [
            RegisterTask(row=entry, kind=kind, unit=unit, changes=changes, batch_id=0, opened_on=on)
            for entry, kind, unit, changes in entries
        ],
    )


def _entry(built: Ground, register: str, code: str, name: str, on: date, *, area: object, **said: str) -> RegisterRow:
    return RegisterRow(
        register=register, district=built.county, area=area, key=code, uscc=code, name=name, listed_on=on, batch_id=0,
        contents={"name": name, "uscc": code} | said,
    )  # fmt: skip
