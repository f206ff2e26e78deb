"""Load an official area file: ``manage.py load_areas FILE --on 2015-01-01``."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser

from access.management.official import OfficialFileCommand
from access.services import area_files


class Command(OfficialFileCommand):
    help = "Merge an official area file (CSV: code, parent_code, level, name) into the tree as of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--close-missing", action="store_true", help="close codes below the file's own areas that it no longer has"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path, by = self.given(options)
        try:
            loaded = area_files.load(path, on=options["on"], by=by, close_missing=options["close_missing"])
        except area_files.AreaFileError as error:
            raise CommandError("\n".join(error.faults)) from error
        except ValidationError as refusal:
            raise CommandError("\n".join(refusal.messages)) from refusal
        self.stdout.write(str(loaded))
