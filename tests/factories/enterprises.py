"""Units and their facts for tests: made through the register's own services, as the system."""

from datetime import date
from itertools import count

from django.db.backends.postgresql.psycopg_any import DateRange

from access.principals import acting, system
from enterprises import services
from enterprises.choices import SocialKind, UnitKind
from enterprises.models import ManagingRuleSet
from enterprises.rules import uscc
from enterprises.rules.managing import KESHIKETENG, rule_to_data
from tests.factories.access import LONG_AGO

_serial = count(1)
PREFIX = {UnitKind.ENTERPRISE: "91110101", UnitKind.SOCIAL: "52110101", UnitKind.SELF_EMPLOYED: "92110101"}


def code(kind=UnitKind.ENTERPRISE):
    """Return a valid credit code that no other call returned."""
    return uscc.compose(PREFIX.get(kind, "91110101"), next(_serial))


def identity(**parts):
    """Return the identity of a new unit; give parts to say what matters."""
    kind = parts.get("kind", UnitKind.ENTERPRISE)
    values = {"kind": kind, "name": f"示例{next(_serial)}号有限公司"}
    if kind == UnitKind.SOCIAL:
        values["social_kind"] = SocialKind.ASSOCIATION
    if not parts.get("no_code_reason"):
        values["uscc"] = code(kind)
    return services.Identity(**(values | parts))


def unit(area, *, on=LONG_AGO, survey=None, **parts):
    """Register a unit in an area, as the system."""
    with acting(system("test data")) as by:
        return services.register(identity=identity(**parts), area=area, on=on, by=by, survey=survey)


def rule_set(area, rules=KESHIKETENG, *, since=LONG_AGO, until=None):
    """Let an area have managing rules."""
    with acting(system("test data")):
        return ManagingRuleSet.objects.create(
            area=area, rules=[rule_to_data(rule) for rule in rules], valid=DateRange(since, until), origin="示例依据"
        )


def day(text):
    """Return a day written as text."""
    return date.fromisoformat(text)
