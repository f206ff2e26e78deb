"""What the commands share that load official files."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.principals import Principal, system


class OfficialFileCommand(BaseCommand):
    """A command that loads one official file as of a day, on the system's behalf."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the file and its day."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--on", type=date.fromisoformat, required=True, help="first day on which the file holds")

    def given(self, options: dict[str, Any]) -> tuple[Path, Principal]:
        """Return the file, and who loads it.

        Raises:
            CommandError: no such file.
        """
        if not options["file"].is_file():
            raise CommandError(f"no such file: {options['file']}")
        return options["file"], system("an official file is loaded", on=options["on"])
