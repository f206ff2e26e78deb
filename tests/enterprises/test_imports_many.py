"""Many rows of a file: by as many statements as few, and undone together as one by one; pages of a batch do not grow with its rows."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.bulk import insert_values
from access.choices import Role
from access.models import AuditEvent
from access.principals import acting, system, system_scope
from enterprises import services
from enterprises.models import AnswerFact, ImportBatch, ImportRow
from enterprises.services import registration
from enterprises.services.inputs import Entry
from enterprises.services.sheets import batches
from tests.enterprises.sheets import AT, act, as_, confirmed, rows, upload, work, workbook
from tests.enterprises.test_imports import HEAD, units
from tests.enterprises.test_many import state
from tests.factories.access import TODAY, AssignmentFactory
from tests.factories.enterprises import LONG_AGO, code, identity
from tests.performance.counting import FRAME, MOST, asked

FEW, MANY, SHOWN = 10, 1_000, 50
WITH_VENUE = [*HEAD, "地址", "场地面积"]


@pytest.fixture(autouse=True)
def files(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("access.services.jobs.send", lambda pk: None)


@pytest.fixture
def question(land, committee):
    with acting(committee):
        services.design_question(
            on=TODAY, by=committee, code="area_m", label="场地面积", kind="number", highest=5000,
            shown_if={"field": "staff", "op": "ge", "value": 5},
        )  # fmt: skip


def known_units(land, size):
    """Return units of which much, little and nothing is known."""
    told = [services.Survey(staff=30, formal=3, mass={"union": True}), services.Survey(staff=8), services.Survey()]
    entries = [Entry(identity(name=f"老单位{n}有限公司"), land.first, told[n % 3]) for n in range(size)]
    with acting(system("test data")) as by:
        return registration.register_many(entries, on=LONG_AGO, by=by, same_name_confirmed=True)


def table(known, new):
    """Return a file that changes each of the known units in another way, and enters new ones."""
    changes = [
        ["东一社区", "13900000002", 12, 2, "否", "新地址", 60],
        [None, None, 9, None, "是", None, 70],
        [None, None, None, None, None, "别的地址", None],
        [None, None, 40, 1, None, None, None],
    ]
    renamed = [f"{one.name}甲" if n % 2 else one.name for n, one in enumerate(known)]
    lines = [[renamed[n], one.uscc, *changes[n % len(changes)]] for n, one in enumerate(known)]
    lines += [
        [f"新单位{one_code}有限公司", one_code, "东一社区", None, 9, 1, "是", None, 80]
        for one_code in (code() for _n in range(new))
    ]
    return workbook(("a", [WITH_VENUE, *lines]))


def statements(what):
    with CaptureQueriesContext(connection) as captured:
        found = what()
    return len([one for one in captured.captured_queries if "SAVEPOINT" not in one["sql"]]), found


def test_a_file_is_read_written_and_undone_by_as_many_statements_for_many_rows_as_for_few(land, east, question):
    counted = []
    for size in (12, 36):  # every change meets everything known
        content = table(known_units(land, size), size)
        read, batch = statements(lambda content=content: upload(content, east, land.east))
        wrote, batch = statements(lambda batch=batch: confirmed(batch, east))
        assert (batch.counts["applied"], batch.counts["not_applied"]) == (2 * size, 0)
        act(batches.undo, batch, east)
        undid, (state_, batch) = statements(lambda batch=batch: work(batch))
        assert (state_, batch.counts["undone"], batch.counts["not_undone"]) == ("done", 2 * size, 0)
        counted.append((read, wrote, undid))
    assert counted[0] == counted[1]


def test_a_batch_undone_together_leaves_what_one_undone_row_by_row_leaves(land, east, question, monkeypatch):
    left = []
    for together in (500, 1):
        monkeypatch.setattr("enterprises.services.sheets.applying.TOGETHER", together)
        known = known_units(land, 9)
        batch = confirmed(upload(table(known, 3), east, land.east), east)
        assert (batch.counts["applied"], batch.counts["not_applied"]) == (12, 0)
        made = [units().get(pk=row.target_id) for row in rows(batch, verdict="new")]
        as_(east, services.survey, unit=units().get(pk=known[4].pk), answers=services.Survey(staff=80), on=TODAY)
        as_(east, services.propose_handover, unit=made[1], to=land.west, reason="楼在西边", on=TODAY)
        act(batches.undo, batch, east)
        ended, batch = work(batch)
        assert (ended, batch.counts["undone"], batch.counts["not_undone"]) == ("done", 10, 2)
        answers = AnswerFact.objects.as_system("t").filter(unit__in=known).order_by("pk")
        undone = AuditEvent.objects.as_system("t").filter(
            act="enterprises.import_row_undone", object_id__in=[one.pk for one in made]
        )
        left.append(
            (
                [state(one) for one in known],
                [units().filter(pk=one.pk).exists() for one in made],
                [
                    (row.place, row.verdict, row.undone_at is None, re.sub(r"9\w{17}", "", row.problem))
                    for row in rows(batch)
                ],
                sorted((one.unit.name, str(one.value), str(one.valid), one.superseded_at is None) for one in answers),
                undone.count(),
            )
        )
    assert left[0][1] == [False, True, False]
    assert left[0] == left[1]


def batch_of(land, user, size, state_):
    times = {"confirmed_at": AT} if state_ != "preview" else {}
    with system_scope("test data"):
        batch = ImportBatch.objects.create(
            area=land.east, importer="enterprises.units", facts_on=TODAY, file="x", file_name="台账.xlsx", digest="0" * 64,
            requested_by=user, requested_at=AT, state=state_, headers={"a": {"0": "单位名称"}}, columns={}, counts={"new": size}, **times,
        )  # fmt: skip
        values = {"batch_id": batch.pk, "sheet": "a", "verdict": "new", "cells": ["甲"], "values": {"name": "甲"}}
        more = {"applied_at": AT, "target_id": 1, "version_after": 1} if times else {"applied_at": None}
        insert_values(ImportRow, [{**values, **more, "place": n, "number": n} for n in range(1, size + 1)])
    return batch


def test_the_pages_of_a_batch_ask_as_much_for_a_thousand_rows_as_for_ten(land):
    client, user = Client(), AssignmentFactory(role=Role.STREET_OFFICER, body=land.east_body).user
    client.force_login(user)
    batches_ = {
        (size, state_): batch_of(land, user, size, state_) for size in (FEW, MANY) for state_ in ("preview", "applied")
    }
    for state_ in ("preview", "applied"):
        for more in ("", "?verdict=new", "?page=2"):
            pages = [batches_[size, state_].get_absolute_url() + more for size in (FEW, MANY)]
            few, many = (asked(client, page) for page in pages)
            assert len(few) == len(many) <= MOST, (state_, more)
    few = len(asked(client, reverse("enterprises:imports")))
    for _number in range(FEW):
        batch_of(land, user, 1, "preview")
    assert len(asked(client, reverse("enterprises:imports"))) == few <= MOST
    for state_, name in (("preview", "import_confirm"), ("applied", "import_undo")):
        counted = []
        for size in (FEW, MANY):
            with CaptureQueriesContext(connection) as captured:
                answer = client.post(reverse(f"enterprises:{name}", args=[batches_[size, state_].pk]))
            assert answer.status_code == 302, answer.content.decode()
            sent = [one["sql"] for one in captured.captured_queries]
            counted.append([re.sub(r"\d+", "", sql[:60]) for sql in sent if not sql.startswith(tuple(FRAME))])
        assert counted[0] == counted[1], name
