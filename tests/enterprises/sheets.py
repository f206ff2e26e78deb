"""What tests of imports share: a file uploaded and its job done."""

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl

from access.models import Job
from access.principals import acting
from access.services import jobs
from enterprises.models import ImportBatch, ImportRow
from enterprises.services.sheets import batches
from tests.factories.access import TODAY

AT = datetime(2015, 10, 31, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


def clock():
    return AT


def workbook(*sheets, merged=()):
    """Return an xlsx file of sheets given as (name, rows)."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for span in merged:
            sheet.merge_cells(span)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def work(batch):
    """Do the job of a batch, as the worker would."""
    batch = again(batch)
    state = jobs.run(batch.job_id, clock)
    return state, again(batch)


def again(batch):
    return ImportBatch.objects.as_system("t").select_related("area").get(pk=batch.pk)


def job(batch):
    return Job.objects.for_worker().get(pk=again(batch).job_id)


def upload(content, by, area, name="台账.xlsx", importer="enterprises.units", on=TODAY):
    """Upload a file and have it read."""
    with acting(by):
        batch = batches.receive(importer=importer, area=area, facts_on=on, name=name, chunks=[content], at=AT, by=by)
    return work(batch)[1]


def act(what, batch, by, **more):
    """Do something to a batch as a request does."""
    with acting(by):
        return what(batch=batch, by=by, **({} if what is batches.drop else {"at": AT}), **more)


def as_(by, what, **values):
    """Do an act of the register as a request does."""
    with acting(by):
        return what(by=by, **values)


def rows(batch, **only):
    return list(ImportRow.objects.as_system("t").filter(batch=batch, **only).order_by("place"))


def confirmed(batch, by):
    act(batches.confirm, batch, by)
    return work(batch)[1]
