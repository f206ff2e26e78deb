"""Spreadsheets as streets have them: other names and orders of columns, titles, merged headers, full-width digits, words around numbers."""

import csv
import io
import random

import xlsxwriter

from tests.factories.enterprises import code
from tests.files import biff

KINDS = 70
KIND = ("xlsx", "xlsx", "merged", "two sheets", "utf-8", "utf-8-sig", "gbk", "tabs", "xls", "merged xls")
NAMES = (
    "企业名称",
    "单位名称（全称）",
    "公司名称",
    "*单位名称",
    "企业全称",
    "名 称",
    "非公企业名称",
    "市场主体名称",
    "单位全称",
    "机构名称",
)
CODES = (
    "统一社会信用代码",
    "社会信用代码",
    "信用代码",
    "统一社会信用代码(18位)",
    "营业执照注册号",
    "统一信用代码",
    "证照编号",
)
STAFF = ("从业人员", "职工人数（人）", "员工总数", "从业人员数", "现有职工", "用工人数", "职工总数(人)", "在岗职工")
FOUNDED = ("成立日期", "成立时间", "注册日期", "登记日期", "开业时间", "设立日期")
PHONES = ("联系电话", "手机号码", "联系方式", "电话", "联系人电话")
FORMAL = ("正式党员", "正式党员数", "其中：正式党员")
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FULL_WIDTH = {ord(letter): chr(ord(letter) + 0xFEE0) for letter in LETTERS}


def _staff(number, dice):
    return dice.choice(
        [
            number,
            str(number),
            f"约{number}人",
            f"{number}人",
            f"{number}余人",
            str(number).translate(FULL_WIDTH),
            float(number),
            f" {number} ",
        ]
    )


def _day(day, dice):
    year, month, date = day
    return dice.choice([
        f"{year}-{month:02}-{date:02}", f"{year}年{month}月{date}日", f"{year}.{month}.{date}", f"{year}/{month}/{date}",
        f"{year}{month:02}{date:02}", f"{year}-{month:02}-{date:02} 00:00:00",
    ])  # fmt: skip


def _code(one, dice):
    return dice.choice([one, one.lower(), f" {one} ", one.translate(FULL_WIDTH), f"{one[:8]} {one[8:]}", f"'{one}"])


def table(seed):
    """Return (columns, rows of cells, what each row means) of a seed."""
    dice = random.Random(seed)
    columns = [("name", dice.choice(NAMES)), ("uscc", dice.choice(CODES)), ("staff", dice.choice(STAFF)),
               ("founded_on", dice.choice(FOUNDED)), ("contact_phone", dice.choice(PHONES)), ("formal", dice.choice(FORMAL))]  # fmt: skip
    others = [("", "序号"), ("", "备注"), ("", "包保领导")]
    columns = dice.sample(columns, len(columns)) + dice.sample(others, dice.randrange(3))
    rows, meant = [], []
    for number in range(1, 9):
        one = {
            "name": f"示例{seed}之{number}有限公司", "uscc": code(), "staff": dice.randrange(1, 900), "formal": dice.randrange(9),
            "founded_on": (dice.randrange(1990, 2015), dice.randrange(1, 13), dice.randrange(1, 29)),
            "contact_phone": f"139{dice.randrange(10**8):08}",
        }  # fmt: skip
        cells = {
            "name": one["name"], "uscc": _code(one["uscc"], dice), "staff": _staff(one["staff"], dice), "formal": one["formal"],
            "founded_on": _day(one["founded_on"], dice), "contact_phone": one["contact_phone"], "": dice.choice(["", number]),
        }  # fmt: skip
        rows.append([cells[name] for name, _words in columns])
        year, month, date = one["founded_on"]
        meant.append(one | {"founded_on": f"{year}-{month:02}-{date:02}"})
        if dice.random() < 0.2:
            rows.append([""] * len(columns))
    return dice, [words for _name, words in columns], rows, meant


def _lines(seed):
    dice, words, rows, meant = table(seed)
    above = dice.sample(
        [["东街道两新组织摸底台账"], ["填报单位：东街道"], ["填报时间：2015年10月"], []], dice.randrange(4)
    )
    below = [["合计", "8"]] if dice.random() < 0.5 else []
    return dice, [*above, words, *rows, *below], len(above), len(words), meant


def _old(lines, top, width, *, is_merged):
    """Return the lines as an old workbook, whose days are days; the notes of filling in stand on a hidden sheet."""
    lines, merged = [list(line) for line in lines], []
    if is_merged:
        lines.insert(top, ["基本情况"] + [""] * (width - 1))
        merged.append((top, top, 0, width - 1))
    return biff.workbook(
        ("填表说明", [["请如实填写", "谢谢"]]), ("台账", lines), merged=merged, hidden=frozenset({"填表说明"})
    )


def made(seed):
    """Return (name of the file, its bytes, what its rows mean)."""
    _dice, lines, top, width, meant = _lines(seed)
    kind = KIND[seed % len(KIND)]
    if kind in {"utf-8", "utf-8-sig", "gbk", "tabs"}:
        out = io.StringIO()
        csv.writer(out, delimiter="\t" if kind == "tabs" else ",").writerows(lines)
        return f"{seed}.csv", out.getvalue().encode("utf-8" if kind == "tabs" else kind), meant
    if kind in {"xls", "merged xls"}:
        return f"{seed}.xls", _old(lines, top, width, is_merged=kind == "merged xls"), meant
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        if kind == "two sheets":
            book.add_worksheet("填表说明").write_row(0, 0, ["请如实填写", "谢谢"])
        sheet = book.add_worksheet("台账")
        shift = 0
        for number, line in enumerate(lines):
            if kind == "merged" and number == top:
                sheet.merge_range(number, 0, number, width - 1, "基本情况")
                shift = 1
            sheet.write_row(number + shift, 0, line)
        if top and width > 1 and lines[0]:
            sheet.merge_range(0, 0, 0, width - 1, lines[0][0])
    return f"{seed}.xlsx", out.getvalue(), meant
