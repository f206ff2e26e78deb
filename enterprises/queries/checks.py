"""The back-check as its page shows it: the sample in the order drawn, and how far check and visit agree."""

from collections.abc import Iterable
from typing import Any

from access.outcome import Rate
from access.principals import Principal
from enterprises.models import BackCheck, RoundTask, SurveyRound
from enterprises.rules import rounds as rules
from enterprises.rules.survey import FIELDS

RUN = "enterprises.run_round"


def sampled(survey_round: SurveyRound, principal: Principal) -> list[RoundTask]:
    """Return the tasks of a round's sample in the order drawn, each with its ``check`` or None and the ``told`` differences."""
    if survey_round.check_seed is None:
        return []
    rows = RoundTask.objects.visible_to(principal, RUN).filter(round=survey_round, closed_code="done")
    rows = rows.filter(coded_at__lte=survey_round.check_drawn_at)
    units = rows.order_by("unit_id").values_list("unit_id", flat=True)
    order = rules.draw(survey_round.check_seed, units, survey_round.check_size or 0)
    found = list(rows.filter(unit__in=order).select_related("unit__area", "officer").order_by("pk"))
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
    return sorted(found, key=lambda row: order.index(row.unit_id))


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
