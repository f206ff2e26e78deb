"""Three hundred damaged workbooks sent to real web processes over HTTP: each is previewed or refused in words, none is a fault (I1)."""

import pytest
from django.utils import timezone

from access.models import Job
from access.services import jobs
from config.environment import var_dir
from enterprises.models import ImportBatch, ImportRow, ScaleFact, StatusFact, Unit
from enterprises.services.sheets import reading
from tests.enterprises.sheets import again
from tests.factories import orgs
from tests.files import hostile
from tests.files.measured import Measured
from tests.races.crowd import Member
from tests.races.test_uploads import KIND, PATH, form

pytestmark = pytest.mark.django_db(transaction=True)
FILES, MOST_CPU = 300, 10


def everything():
    return [
        list(model.objects.as_system("test").order_by("pk").values_list()) for model in (Unit, ScaleFact, StatusFact)
    ]


def judge(batch, damage):
    """Have the file read; it is previewed whole, or refused with its name and nothing of it is kept."""
    state = jobs.run(batch.job_id, timezone.now)
    batch = again(batch)
    rows = list(ImportRow.objects.as_system("test").filter(batch=batch))
    if state == "done":
        assert batch.state == "preview", damage
        assert all(one["message"] for row in rows if row.verdict == "error" for one in row.findings), damage
        return ""
    assert (state, batch.state, rows) == ("failed", "reading", []), damage
    error = Job.objects.for_worker().get(pk=batch.job_id).error
    assert "“a.xlsx”" in error or "数据行" in error, (damage, error)
    assert error.endswith("。"), (damage, error)
    return error


@pytest.mark.full
def test_three_hundred_damaged_workbooks_sent_over_http_are_previewed_or_refused(web, settings, monkeypatch):
    monkeypatch.setattr(reading.subprocess, "Popen", Measured)
    settings.MEDIA_ROOT = var_dir() / "files"  # the web processes'
    world, before, refused, placed = orgs.build(), everything(), 0, 0
    Measured.found.clear()
    with Member(web, world.users["east"]) as clerk:
        for seed in range(FILES):
            damage, content = hostile.mutated(seed)
            answer = clerk.ask("POST", PATH, form(world, content), Content_Type=KIND)
            assert answer.status == 302, (seed, damage, answer.status)
            error = judge(ImportBatch.objects.as_system("test").latest("pk"), (seed, damage))
            refused, placed = (
                refused + bool(error),
                placed + any(word in error for word in ("部件", "工作表", "数据行")),
            )
            page = clerk.ask("GET", answer.location)
            assert (page.status, error in page.body.decode()) == (200, True), (seed, damage)
    assert everything() == before
    assert len(Measured.found) == FILES
    print(f"{FILES} files, {refused} refused, {placed} with a place, {max(Measured.found):.1f} s of CPU at most")
    assert max(Measured.found) < MOST_CPU
