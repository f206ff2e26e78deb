"""Load the demo districts (once)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reports.demo.load import is_loaded, load


class Command(BaseCommand):
    """Build four districts whose published figures the application computes; refuses in production and on a ledger in use."""

    help = "Load the demo districts"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when the ledger already holds units")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("the demo is not for production: its passwords are printed")
        if is_loaded():
            if options["if_empty"]:
                return
            raise CommandError("the ledger already holds units")
        load(today=timezone.localdate(), say=self.stdout.write)
