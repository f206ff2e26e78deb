"""Tables that are uploaded, confirmed and exported as people do it, at noon of the tests' day."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.test import Client
from django.urls import reverse

from access.models import Job
from access.principals import acting, system_scope
from access.services import jobs
from enterprises.models import ImportBatch, ImportRow, Unit
from enterprises.services.sheets import batches
from tests.factories import orgs
from tests.factories.enterprises import code

TODAY = orgs.TODAY


def unit(land, formal, name):
    with system_scope("test data"):
        made = orgs.unit(land.community, formal=formal, name=name)
        Unit.objects.as_system("t").filter(pk=made.pk).update(uscc=code(), no_code_reason="")
        return Unit.objects.as_system("t").get(pk=made.pk)


def work():
    for pk in list(Job.objects.for_worker().unfinished().order_by("pk").values_list("pk", flat=True)):
        jobs.run(pk, at_noon)


def at_noon():
    return datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def upload(by, land, importer, content):
    with acting(by):
        batch = batches.receive(
            importer=importer, area=land.east, facts_on=TODAY, name="表.xlsx", chunks=[content], at=at_noon(), by=by
        )
    work()
    return ImportBatch.objects.as_system("t").get(pk=batch.pk)


def act(what, batch, by):
    with acting(by):
        what(batch=batch, at=at_noon(), by=by)
    work()
    return ImportBatch.objects.as_system("t").get(pk=batch.pk)


def rows(batch):
    return list(ImportRow.objects.as_system("t").filter(batch=batch).order_by("place"))


def export(caller, name):
    client = Client()
    client.force_login(caller.user, backend="access.backends.PolicyBackend")
    answer = client.post(
        reverse("enterprises:export_list", args=[name]), {"purpose": "核对", "format": "xlsx", "full": "1"}
    )
    work()
    return b"".join(client.get(answer.headers["Location"] + "file/").streaming_content)
