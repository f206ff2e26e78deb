"""List every published figure with what the application computes."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from reports.queries import published


class Command(BaseCommand):
    """Print row, figure, published, computed, status and the address of the rows behind."""

    help = "Compare the sources' figures with the ledger"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = [_row(line) for line in published.lines()]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            self.stdout.write(
                f"{row['row']:<4} {row['status']:<8} {row['published']!s:>18} {row['computed']!s:>12}  {row['figure']}"
            )


def _row(line: published.Line) -> dict[str, Any]:
    return {
        "row": line.published.row,
        "source": line.published.place.key,
        "figure": line.published.figure,
        "published": line.published.published,
        "bound": line.published.bound.value,
        "computed": None if line.computed is None else _plain(line.computed.value),
        "status": line.status.value.replace("_", "-"),
        "link": reverse("reports:source_rows", args=[line.number]),
    }


def _plain(value: Any) -> Any:
    return value if isinstance(value, (int, str)) else float(value)
