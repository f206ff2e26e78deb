"""What a merge of two entries of one unit does to dispatches: they go on to the kept one, and nobody reaches the alias any more."""

from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange

from access.models import Reach
from access.principals import system, system_scope
from enterprises import services as registers
from instructors import services
from instructors.choices import DispatchEndReason
from instructors.models import Dispatch
from tests.factories import instructors as make

TODAY, UNTIL = make.LETTER
BY = system("test", on=TODAY)


def send(found, target, **kwargs):
    return services.dispatch(instructor=found, target=target, since=TODAY, until=None, on=TODAY, by=BY, **kwargs)


def rows_of(found):
    return Dispatch.objects.filter(instructor=found).as_system("test").order_by("pk")


def test_a_dispatch_goes_on_to_the_unit_that_a_merge_kept(world):
    found, there = make.instructor(world), make.instructor(world)
    kept, alias = make.unit("甲", world.community), make.unit("甲厂", world.community)
    row, own = send(found, alias), send(there, kept)
    send(there, alias, reason="该镇指导员不足")
    later = TODAY + timedelta(days=30)
    by = system("test", on=later)
    with system_scope("test"):
        registers.merge(kept=kept, alias=alias, on=later, by=by)
        old, new = rows_of(found).live()
    assert (old.unit_id, old.key, old.valid, old.ended_reason) == (
        alias.pk, row.key, DateRange(TODAY, later), DispatchEndReason.TARGET_GONE,
    )  # fmt: skip
    assert (new.unit_id, new.letter_id, new.valid) == (kept.pk, row.letter_id, DateRange(later, UNTIL))
    at_kept = rows_of(there).live().filter(unit=kept)
    assert [one.pk for one in at_kept] == [own.pk]
    reached = Reach.objects.in_force(found.person_id, "enterprises.unit", later).values_list("object_id", flat=True)
    assert set(reached) == {kept.pk}
