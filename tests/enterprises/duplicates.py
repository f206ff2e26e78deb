"""A generated register of 500 units with planted duplicates, as streets write them, and with traps: units that only look alike.

A trap is a branch beside its head office, another company of the same owner, the same brand in another town, firms of one agent's
telephone number, firms of one building.
"""

import random
from dataclasses import replace

from enterprises.rules import uscc
from enterprises.rules.duplicates import Entry
from reports.demo.names import BRANDS, SURNAMES, TRADES

PLACES = [f"1.{street}.{community}." for street in range(1, 6) for community in range(1, 11)]
PREFIXES = ("", "示例区", "示例市", "示例市示例区", "东街道")
TRADITIONAL = str.maketrans("东华丰广龙业发车银兴国", "東華豐廣龍業發車銀興國")
PLANTED, TRAPS = 60, 110
BRANCHES = ("第一分公司", "西街分公司", "东站门市部", "分公司", "第二分厂", "北门营业部")
SISTERS = ("发展", "实业", "投资", "贸易", "物业", "控股")
TOWNS = ("另示例市", "示例市西区", "远方县", "北山镇")


def register(seed):
    """Return (entries, planted pairs)."""
    draw = random.Random(seed)
    trades = [trade for group in TRADES.values() for trade in group]
    stems = [f"{brand}{trade}" for brand in BRANDS for trade in trades]
    more = [f"{a}{b}" for a in SURNAMES for b in ("记早点", "家便利店", "氏诊所")]
    chosen = draw.sample(stems, 270) + draw.sample(more, 50) + [f"连锁超市{n}号店" for n in range(1, 11)]
    rows = [_fresh(draw, key, stem) for key, stem in enumerate(chosen, start=1)]
    pairs = set()
    for number, place in enumerate(draw.sample(range(len(rows)), PLANTED)):
        rows[place], again = _again(draw, rows[place], len(chosen) + 1 + number, number % 6)
        rows.append(again)
        pairs.add((rows[place].key, again.key))
    rows += _traps(draw, rows, len(rows) + 1)
    draw.shuffle(rows)
    return rows, pairs


def _fresh(draw, key, stem):
    small = stem.endswith(("早点", "便利店", "诊所", "号店"))
    name = stem if small else f"{draw.choice(PREFIXES)}{stem}有限公司"
    code = uscc.compose("91110101", key) if draw.random() < 0.7 else ""
    phone = f"{draw.randrange(10_000):04}" if draw.random() < 0.8 else ""
    return Entry(key, "enterprise", name, code, phone, f"示例路{key}号", draw.choice(PLACES))


def _traps(draw, rows, key):
    """Return units that look like others: every fifth of a kind, half of them without a code."""
    companies = draw.sample([row for row in rows[:-PLANTED] if row.name.endswith("有限公司")], TRAPS)
    return [TRAP_KINDS[n % 5](draw, row, key + n, n // 5) for n, row in enumerate(companies)]


def _trap(draw, key, name, **like):
    code = uscc.compose("91110101", 5_000 + key) if draw.random() < 0.5 else ""
    told = {
        "phone_tail": f"{draw.randrange(10_000):04}",
        "address": f"示例路{key}号",
        "place": draw.choice(PLACES),
    } | like
    return Entry(key, "enterprise", name, code, **told)


def _branch(draw, row, key, n):
    """Return a branch that gives the head office's number, often in the same house."""
    return _trap(draw, key, row.name + BRANCHES[n % 6], **_like(row, ("phone_tail", "place", "address")[: 1 + n % 3]))


def _sister(draw, row, key, n):
    """Return another company of the same owner: same number, same house, one more word in the name."""
    name = row.name.replace("有限公司", f"{SISTERS[n % 6]}有限公司")
    return _trap(draw, key, name, **_like(row, ("phone_tail", "place", "address")[: 1 + n % 3]))


def _elsewhere(draw, row, key, n):
    """Return a company of the same brand in another town."""
    bare = row.name.replace("示例区", "").replace("示例市", "").replace("东街道", "")
    return _trap(draw, key, f"{TOWNS[n % 4]}{bare}", place=draw.choice([one for one in PLACES if one != row.place]))


def _of_agent(draw, row, key, n):
    """Return a firm whose bookkeeping agent gave the agent's number; many of the trade have a name of one other character."""
    return _trap(draw, key, _neighbour(n), phone_tail=f"88{n % 2:02}")


def _in_building(draw, row, key, n):
    """Return a firm of a building in which many have their address."""
    return _trap(draw, key, f"示例区{_neighbour(n)}", address=f"示例大厦{n % 2}号", place=PLACES[n % 2])


def _neighbour(n):
    return f"{'鑫金银铜铁锡锌铝镍钛铂'[n // 2 % 11]}{'海川'[n % 2]}机械制造有限公司"


def _like(row, names):
    return {name: getattr(row, name) for name in names if getattr(row, name)}


TRAP_KINDS = (_branch, _sister, _elsewhere, _of_agent, _in_building)


def _again(draw, row, key, how):
    """Return a unit with what is known of it, and the same unit as somebody else wrote it."""
    name, code, phone, address, place = row.name, "", row.phone_tail, "", row.place
    if how == 0:  # the long legal form, full width
        name = name.replace("有限公司", "有限责任公司") + "（示例）"
    elif how == 1:  # traditional characters
        name = name.translate(TRADITIONAL)
    elif how == 2:  # without the place in front, another community, the same phone
        name, place, phone = (
            name.replace("示例区", "").replace("示例市", ""),
            draw.choice(PLACES),
            phone or f"{7000 + key}",
        )
    elif how == 3:  # one character wrong, at the same address
        spot = draw.randrange(len(name) - 4 if "公司" in name else 1)
        name, address = name[:spot] + "渠" + name[spot + 1 :], row.address
        phone = phone or f"{7000 + key}"
    elif how == 4:  # a short name, the same phone
        name = name.replace("有限公司", "").replace("示例", "")
        phone = phone or f"{7000 + key}"
    else:  # renamed, the same organization part of the code
        code = row.uscc or uscc.compose("91110101", row.key)
        name = "新" + name[2:]
    known = replace(row, phone_tail=phone, uscc=code or row.uscc)
    return known, Entry(key, row.kind, name, code, phone, address, place)
