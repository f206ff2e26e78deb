"""The back-check as its page shows it: the sample in the order drawn, and how far check and visit agree."""

from collections.abc import Iterable
from typing import Any

from access.outcome import Rate
from access.principals import Principal
from enterprises.models import BackCheck, RoundTask, SurveyRound
from enterprises.rules.survey import FIELDS

RUN = "enterprises.run_round"


def sampled(survey_round: SurveyRound, principal: Principal) -> list[RoundTask]:
    """Return the tasks of a round's sample in sight, as drawn, each with its ``check`` or None and the ``told`` differences."""
    order = {unit: place for place, unit in enumerate(survey_round.check_units)}
    rows = RoundTask.objects.visible_to(principal, RUN).filter(round=survey_round, unit__in=order)
    found = list(rows.select_related("unit__area", "officer").order_by("pk"))
    kept = {
        one.task_id: one
        for one in BackCheck.objects.visible_to(principal, RUN)
        .filter(task__in=[row.pk for row in found])
        .order_by("pk")
    }
    for row in found:
        row.check = kept.get(row.pk)
        row.told = [
            {**one, "label": FIELDS[one["field"]].label} for one in (row.check.differences if row.check else ())
        ]
    return sorted(found, key=lambda row: order[row.unit_id])


def agreement(rows: Iterable[Any]) -> list[tuple[Any, Rate]]:
    """Return for each field in how many of the checked units check and visit agree."""
    checked = [row.check for row in rows]
    found = []
    for name, one in FIELDS.items():
        asked = [check for check in checked if name in check.found]
        if asked:
            differing = sum(any(said["field"] == name for said in check.differences) for check in asked)
            found.append((one.label, Rate(len(asked) - differing, len(asked))))
    return found
