"""Gather what is to be translated: ``manage.py messages``; tell what lacks English: ``--check``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from access.management import msgids


class Command(BaseCommand):
    help = "Gather every Chinese msgid into locale/en/LC_MESSAGES/django.po, keeping the translations."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; list what is missing or out of step")

    def handle(self, *args: Any, **options: Any) -> None:
        merged = msgids.merge(msgids.gather(), msgids.stored())
        lacking, wrong = msgids.missing(merged), msgids.misplaced(merged)
        for text in lacking:
            self.stdout.write(f"no English: {text!r}")
        for text in wrong:
            self.stdout.write(f"other places than the Chinese: {text!r}")
        if options["check"]:
            if lacking or wrong:
                raise CommandError(f"{len(lacking)} without English, {len(wrong)} with other places")
            return
        changed = msgids.write(merged)
        self.stdout.write(
            f"{len(merged)} msgids, {len(lacking)} without English; {'written' if changed else 'unchanged'}"
        )
