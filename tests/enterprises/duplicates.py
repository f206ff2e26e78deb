"""A generated register of 500 units with planted duplicates, as streets write them."""

import random
from dataclasses import replace

from enterprises.rules import uscc
from enterprises.rules.duplicates import Entry
from reports.demo.names import BRANDS, SURNAMES, TRADES

PLACES = [f"1.{street}.{community}." for street in range(1, 6) for community in range(1, 11)]
PREFIXES = ("", "示例区", "示例市", "示例市示例区", "东街道")
TRADITIONAL = str.maketrans("东华丰广龙业发车银兴国", "東華豐廣龍業發車銀興國")
PLANTED = 60


def register(seed):
    """Return (entries, planted pairs)."""
    draw = random.Random(seed)
    trades = [trade for group in TRADES.values() for trade in group]
    stems = [f"{brand}{trade}" for brand in BRANDS for trade in trades]
    more = [f"{a}{b}" for a in SURNAMES for b in ("记早点", "家便利店", "氏诊所")]
    chosen = draw.sample(stems, 340) + draw.sample(more, 90) + [f"连锁超市{n}号店" for n in range(1, 11)]
    rows = [_fresh(draw, key, stem) for key, stem in enumerate(chosen, start=1)]
    pairs = set()
    for number, place in enumerate(draw.sample(range(len(rows)), PLANTED)):
        rows[place], again = _again(draw, rows[place], len(chosen) + 1 + number, number % 6)
        rows.append(again)
        pairs.add((rows[place].key, again.key))
    draw.shuffle(rows)
    return rows, pairs


def _fresh(draw, key, stem):
    small = stem.endswith(("早点", "便利店", "诊所", "号店"))
    name = stem if small else f"{draw.choice(PREFIXES)}{stem}有限公司"
    code = uscc.compose("91110101", key) if draw.random() < 0.7 else ""
    phone = f"{draw.randrange(10_000):04}" if draw.random() < 0.8 else ""
    return Entry(key, "enterprise", name, code, phone, f"示例路{key}号", draw.choice(PLACES))


def _again(draw, row, key, how):
    """Return a unit with what is known of it, and the same unit as somebody else wrote it."""
    name, code, phone, address, place = row.name, "", row.phone_tail, "", row.place
    if how == 0:  # the long legal form, full width
        name = name.replace("有限公司", "有限责任公司") + "（示例）"
    elif how == 1:  # traditional characters
        name = name.translate(TRADITIONAL)
    elif how == 2:  # without the place in front, another community, the same phone
        name, place, phone = name.replace("示例区", "").replace("示例市", ""), draw.choice(PLACES), phone or "0001"
    elif how == 3:  # one character wrong, at the same address
        spot = draw.randrange(len(name) - 4 if "公司" in name else 1)
        name, address = name[:spot] + "渠" + name[spot + 1 :], row.address
        phone = phone or "0002"
    elif how == 4:  # a short name, the same phone
        name = name.replace("有限公司", "").replace("示例", "")
        phone = phone or "0003"
    else:  # renamed, the same organization part of the code
        code = row.uscc or uscc.compose("91110101", row.key)
        name = "新" + name[2:]
    known = replace(row, phone_tail=phone, uscc=code or row.uscc)
    return known, Entry(key, row.kind, name, code, phone, address, place)
