"""Saying in words what is stored as data: facts of a derivation, conditions and amounts of a policy."""

from typing import Any

from django.utils.translation import gettext as _

from funding.choices import FundSource, PolicyShape, Proration
from funding.models import Entitlement, PolicyVersion
from funding.rules.conditions import CONDITIONS, LABELS
from funding.rules.entitlement import PRORATED
from orgs.choices import FormationMode, OrgType, Star

CHOICES = {"org_type": OrgType, "form": FormationMode}
KEYS = {
    PolicyShape.ANNUAL_BY_TYPE: OrgType,
    PolicyShape.ANNUAL_BY_MODE: FormationMode,
    PolicyShape.BY_STAR: Star,
}


def facts_of(item: Entitlement) -> list[tuple[str, str]]:
    """Return the facts of a derivation as they stood, in words."""
    return [(_(fact["label"]), _word(fact["name"], fact["value"])) for fact in item.derivation.get("facts", [])]


def _word(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name in CHOICES and value in CHOICES[name].values:
        return str(CHOICES[name](value).label)
    return str(value)


def policy_of(version: PolicyVersion) -> dict[str, Any]:
    """Return a version in words: amounts, conditions, switches."""
    built = version.as_policy()
    labels = dict(KEYS[built.shape].choices) if built.shape in KEYS else {}
    amounts = [
        (labels.get(_typed(key, labels), key) or _("每个党组织"), amount) for key, amount in built.amounts.items()
    ]
    if built.shape == PolicyShape.PER_MEMBER:
        amounts = [(_("每名党员"), amount) for _key, amount in amounts]
    return {
        "version": version,
        "clause": _(built.clause),
        "shape": PolicyShape(built.shape).label,
        "fund": FundSource(built.fund).label,
        "amounts": amounts,
        "conditions": [_(LABELS[CONDITIONS[key].fact]) for key in built.conditions],
        "proration": Proration(built.proration).label if built.shape in PRORATED else "",
        "reformation_years": built.reformation_years if "not_reformed" in built.conditions else None,
    }


def _typed(key: str, labels: dict[Any, Any]) -> Any:
    return int(key) if key.isdecimal() and any(isinstance(known, int) for known in labels) else key
