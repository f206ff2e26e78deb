"""Load an official area file: ``manage.py load_areas FILE --on 2015-01-01``."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.principals import system
from access.services import area_files


class Command(BaseCommand):
    help = "Merge an official area file (CSV: code, parent_code, level, name) into the tree as of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--on", type=date.fromisoformat, required=True, help="first day on which the file holds")
        parser.add_argument(
            "--close-missing", action="store_true", help="close codes below the file's own areas that it no longer has"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["file"].is_file():
            raise CommandError(f"no such file: {options['file']}")
        try:
            loaded = area_files.load(
                options["file"],
                on=options["on"],
                by=system("load_areas", on=options["on"]),
                close_missing=options["close_missing"],
            )
        except area_files.AreaFileError as error:
            raise CommandError("\n".join(error.faults)) from error
        except ValidationError as refusal:
            raise CommandError("\n".join(refusal.messages)) from refusal
        self.stdout.write(str(loaded))
