"""Whatever an import understands comes back from its own export as "same": every list that is exported in full (I4, issue 3.9)."""

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from access.models import Person
from access.principals import Principal, acting, system_scope
from access.registries import exporters, importers
from access.services import jobs
from enterprises.choices import SocialPost
from enterprises.models import AnswerFact, MassOrgFact, Question, Unit
from enterprises.services.sheets import batches
from instructors.models import Instructor
from tests.api.exporting import client_of, exported
from tests.api.uploads import rows
from tests.api.world import everything_in
from tests.factories.enterprises import code as credit_code
from tests.factories.instructors import TODAY

pytestmark = pytest.mark.usefixtures("files")
FULL = [one.code for one in exporters.items() if one.has_full]
WITHOUT = {"register"}  # outside registers are compared with the ledger, and nothing of theirs is exported


@pytest.fixture
def rich(world, land):
    """Give the units of the east street everything that a table of units can say."""
    since = {"valid": DateRange(TODAY, None)}
    with system_scope("test data"):
        asked = Question.objects.create(
            code="site", label="经营场地", kind="choice", created_on=TODAY,
            options=[{"value": "own", "label": "自有"}, {"value": "rent", "label": "租用"}],
        )  # fmt: skip
        units = Unit.objects.as_system("t").filter(area_path__startswith=land.east.path).order_by("pk")
        for place, unit in enumerate(units):
            Unit.objects.as_system("t").filter(pk=unit.pk).update(
                uscc=credit_code(), no_code_reason="", owner=Person.objects.create(area=unit.area, name=f"业主{place}"),
                owner_posts=[SocialPost.FEDERATION, SocialPost.NPC_DEPUTY][: place % 3], business="=1+1", address="－某路1号",
                longitude="123.456789", latitude="41.123456", industry_section="C", industry_class="3311",
            )  # fmt: skip
            AnswerFact.objects.create(unit=unit, question=asked, value="rent", **since)
            MassOrgFact.objects.create(unit=unit, kind="union", **since)
        Instructor.objects.as_system("t").update(
            post="组织委员（兼职）", expertise="＝党务 工作", department="－组织科"
        )
    return world


def previewed(by, land, importer, content, kind):
    """Upload a file at the hour at which it was exported, and have it read."""
    now = timezone.now()
    with acting(by):
        batch = batches.receive(
            importer=importer, area=land.east, facts_on=timezone.localdate(now), name=f"表.{kind}", chunks=[content], at=now, by=by
        )  # fmt: skip
    assert jobs.run(batch.job_id, timezone.now) == "done"
    return batch


def test_what_is_exported_in_full_is_what_importers_understand():
    kinds = {one.code for one in importers.items() if one.code.partition(".")[2].partition("_")[0] not in WITHOUT}
    assert kinds == set(FULL)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("code", FULL)
def test_an_export_in_full_read_again_is_the_same(rich, land, code, kind):
    caller = everything_in(land.east_body, "street")
    content = exported(client_of(caller), code, {}, kind, full="1")
    batch = previewed(Principal.for_user(caller.user, on=timezone.localdate()), land, code, content, kind)
    found = rows(batch)
    assert found
    assert {row.verdict for row in found} == {"same"}, [(row.findings, row.changes) for row in found]
