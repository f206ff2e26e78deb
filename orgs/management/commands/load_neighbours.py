"""Load neighbouring areas: ``manage.py load_neighbours FILE --on 2015-01-01``."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from access.management.official import OfficialFileCommand
from access.principals import acting
from orgs.services.planner import neighbours


class Command(OfficialFileCommand):
    help = "Add the pairs of a file (CSV: code, other_code) to the neighbouring areas as of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--origin", default="", help="where the pairs come from")

    def handle(self, *args: Any, **options: Any) -> None:
        path, loader = self.given(options)
        try:
            with acting(loader) as by:
                loaded = neighbours.load(path.read_bytes(), on=options["on"], by=by, origin=options["origin"])
        except neighbours.AdjacencyFileError as error:
            raise CommandError("\n".join(error.faults)) from error
        self.stdout.write(str(loaded))
