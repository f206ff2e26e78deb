"""The table that the benchmark imports: 20 columns as streets have them, every row a new unit."""

from pathlib import Path

import xlsxwriter

from enterprises.rules import uscc
from tests.bench.world import COMMUNITIES, FIRST, SECOND, STREETS

COLUMNS = (
    "单位名称", "统一社会信用代码", "单位类别", "所属社区", "详细地址", "联系人", "联系电话", "登记注册类型", "控股情况", "行业门类",
    "主营业务", "成立日期", "法定代表人", "职工人数", "营业收入", "正式党员", "预备党员", "入党积极分子", "工会", "共青团",
)  # fmt: skip


def write(path: Path, rows: int, first: int) -> None:
    """Write a workbook of so many rows, with codes from a number on."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, COLUMNS)
        for number in range(rows):
            sheet.write_row(number + 1, 0, row(number, first + number))


def row(number: int, code: int) -> tuple[object, ...]:
    """Return the cells of one unit."""
    street, community = number % STREETS, number // STREETS % COMMUNITIES
    name = f"示例{FIRST[number % len(FIRST)]}{SECOND[number // 16 % len(SECOND)]}{code}有限公司"
    return (
        name, uscc.compose("91110101", code), "非公有制企业", f"{street}之{community}社区", f"示例路{number % 900 + 1}号", "王示例",
        f"139{number % 100_000_000:08}", "私营有限责任公司", "私人控股", "制造业", "示例产品的生产和销售", f"20{number % 14 + 10}-05-03",
        f"示例人{number % 5000}", number % 90 + 10, number % 5000, number % 5, number % 2, number % 3, "是" if number % 3 else "否", "否",
    )  # fmt: skip
