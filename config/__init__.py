"""Wiring: settings, database, addresses, background worker and the process supervisor.

Floor 5: may import every app; no app imports it. Read ``environment`` and ``settings`` first.
"""

from config.celery import app as celery_app

__all__ = ["celery_app"]
