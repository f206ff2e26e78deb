"""Loading the shipped indicator definitions as version 1, in force since before the earliest source."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from reports.demo import bulk
from reports.models import IndicatorDefinition
from reports.rules.indicators import SPECS

SINCE = date(2010, 1, 1)


def load() -> int:
    """Add the definitions that are missing; return how many."""
    known = set(IndicatorDefinition.objects.values_list("code", "version"))
    missing = [
        IndicatorDefinition(
            code=spec.code,
            version=spec.version,
            name=spec.name,
            spec=spec.as_data(),
            source=spec.source,
            order=order * 10,
            valid=DateRange(SINCE, None),
        )
        for order, spec in enumerate(SPECS.values(), start=1)
        if (spec.code, spec.version) not in known
    ]
    return len(bulk.insert(IndicatorDefinition, missing))
