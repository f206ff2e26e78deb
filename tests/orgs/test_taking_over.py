"""When two entries of one unit are merged, coverage goes on at the kept one."""

from access.principals import acting
from enterprises import services
from orgs.models import Coverage
from tests.factories import orgs


def test_a_kept_unit_goes_on_being_covered(world):
    by = world.act_as("committee")
    alias, kept = world.unit(formal=3), world.unit(formal=3)
    org = world.single(by=by, unit=alias)
    with acting(by):
        services.merge(kept=kept, alias=alias, on=orgs.TODAY, by=by)
    rows = Coverage.objects.as_system("t").filter(org=org).live()
    assert {(row.unit_id, row.since, row.until) for row in rows} >= {(kept.pk, orgs.TODAY, None)}
    ended = rows.filter(unit=alias)
    assert [row.until for row in ended] == [orgs.TODAY] * len(ended)
