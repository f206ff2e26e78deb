"""Load neighbouring areas: ``manage.py load_neighbours FILE --on 2015-01-01``."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.principals import acting, system
from orgs.services.planner import neighbours


class Command(BaseCommand):
    help = "Add the pairs of a file (CSV: code, other_code) to the neighbouring areas as of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--on", type=date.fromisoformat, required=True, help="first day on which the file holds")
        parser.add_argument("--origin", default="", help="where the pairs come from")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"no such file: {options['file']}")
        try:
            with acting(system("load_neighbours", on=options["on"])) as by:
                loaded = neighbours.load(
                    options["file"].read_bytes(), on=options["on"], by=by, origin=options["origin"]
                )
        except neighbours.AdjacencyFileError as error:
            raise CommandError("\n".join(error.faults)) from error
        self.stdout.write(str(loaded))
