"""A file that came in at one place, with one row of it."""

from django.utils import timezone

from enterprises.models import ImportBatch, ImportRow, RegisterRow, RegisterTask
from tests.factories.districts.world import Planted, World


def make_import(world: World, at: str, found: Planted) -> None:
    """Plant a batch that waits for confirmation."""
    rows = found.rows
    rows["import"] = ImportBatch.objects.create(
        importer="enterprises.units", area=found.area, requested_by=rows["user"], requested_at=timezone.now(),
        facts_on=world.today, file_name=world.token(at, "import-file"), file=f"absent-{at}", digest="0" * 64,
        state="preview", line_code=rows["unit"].line_code,
    )  # fmt: skip
    ImportRow.objects.create(
        batch=rows["import"], place=1, number=2, verdict="error", values={"name": world.token(at, "import-name")},
        line_code=rows["unit"].line_code,
    )  # fmt: skip


def make_register(world: World, at: str, found: Planted) -> None:
    """Plant an entry of an outside register with a difference that waits."""
    rows = found.rows
    county = world.sets["parent"].area if "parent" in world.sets else found.area
    name = world.token(at, "register-name")
    rows["registerrow"] = RegisterRow.objects.create(
        register="market", district=county, area=found.area, key=f"planted-{at}", name=name,
        contents={"name": name, "address": world.token(at, "register-address")}, listed_on=world.today, batch_id=0,
    )  # fmt: skip
    rows["registertask"] = RegisterTask.objects.create(
        row=rows["registerrow"], kind="new", batch_id=0, opened_on=world.today,
    )  # fmt: skip
