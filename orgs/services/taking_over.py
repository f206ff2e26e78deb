"""Coverage of a unit that turns out to be the same as another one: the kept unit goes on where the other one ends."""

from datetime import date, timedelta

from access import audit
from access.principals import Principal
from enterprises.models import Unit
from orgs.choices import FormationMode
from orgs.models import Coverage
from orgs.services import coverage_rows


def take_over_coverage(*, kept: Unit, alias: Unit, on: date, by: Principal) -> None:
    """Cover the kept unit as the other one was covered, where nothing of its own stands against it; called when the other one is closed."""
    own = list(Coverage.objects.of(unit=kept).touching(on).values_list("org", "mode"))
    for row in Coverage.objects.of(unit=alias).as_of(on - timedelta(days=1)).select_related("org"):
        excluded = row.mode != FormationMode.REGIONAL and any(mode != FormationMode.REGIONAL for _org, mode in own)
        if excluded or row.org_id in {org for org, _mode in own}:
            continue
        coverage_rows.begin(row.org, [kept], FormationMode(row.mode), since=on, by=by, note=f"#{alias.pk}")
        own.append((row.org_id, row.mode))
        audit.record(by, "orgs.coverage_taken_over", row.org, unit=kept.pk, alias=alias.pk, mode=row.mode)
