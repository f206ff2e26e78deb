"""The Celery application: thin tasks whose messages carry an id only; the broker may lose everything."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()  # tasks: doors that call services
app.autodiscover_tasks(related_name="effects")  # effects: what services start on commit
