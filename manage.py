#!/usr/bin/env python
"""Django's command line; starts the embedded database first when no server is named."""

import os
import sys

from django.core.management import execute_from_command_line

from config import database, embedded

WITHOUT_DATABASE = {"help", "version", "--help", "--version", "makemessages", "compilemessages", "collectstatic"}


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:] and sys.argv[1] not in WITHOUT_DATABASE and database.is_embedded():
        embedded.Cluster().start()
    if sys.argv[1:2] == ["runserver"]:
        os.environ.setdefault("DATABASE_ROLE", "app")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
