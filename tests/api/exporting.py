"""Every list as a file: asked for on its page, made by its job, read back as a table."""

import csv
import io
from datetime import timedelta

import openpyxl
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from access.models import Job, Reach
from access.principals import system_scope
from access.registries import exporters
from access.services import jobs
from enterprises.models import RoundTask
from funding.models import Batch
from tests.api.world import everything_in
from tests.factories.instructors import TODAY

LISTS = [one.code for one in exporters.items()]


def query_of(code, survey):
    named = {"enterprises.tasks": {"round": [str(survey.pk)]}, "enterprises.visits": {"round": [str(survey.pk)]}}
    if code == "funding.payments":
        return {"batch": [str(Batch.objects.as_system("t").order_by("pk").first().pk)]}
    named["enterprises.findings"] = {"rule": ["phone_missing"]}
    return named.get(code, {})


def caller_of(body, name, unit):
    """Return a caller of every role, with a task of theirs and a unit in their care."""
    caller = everything_in(body, name)
    with system_scope("test data"):
        RoundTask.objects.as_system("t").filter(unit=unit, round__name="一轮").update(officer=caller.user)
        Reach.objects.create(
            person=caller.user.person, resource="enterprises.unit", object_id=unit,
            valid=DateRange(TODAY - timedelta(days=9), None), because="dispatch:1",
        )  # fmt: skip
    return caller


def client_of(caller):
    client = Client()
    client.force_login(caller.user, backend="access.backends.PolicyBackend")
    return client


def exported(client, code, query, kind, **more):
    address = reverse("enterprises:export_list", args=[code])
    asked = "&".join(f"{name}={value}" for name, values in query.items() for value in values)
    answer = client.post(f"{address}?{asked}", {"purpose": "核对", "format": kind, **more})
    assert answer.status_code == 302, answer.content.decode()
    job = Job.objects.for_worker().order_by("-pk").first()
    assert jobs.run(job.pk, lambda: job.requested_at) == "done", Job.objects.for_worker().get(pk=job.pk).error
    return b"".join(client.get(answer.headers["Location"] + "file/").streaming_content)


def table_of(content, kind):
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s", "n"}
    return [[_as_excel_reads(cell.value) for cell in row] for row in sheet.iter_rows()]


def _as_excel_reads(value):
    return value.replace("_x000D_", "\r") if isinstance(value, str) else value
