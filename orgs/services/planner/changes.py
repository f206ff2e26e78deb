"""What changed of a plan's units since it was made: whoever takes the plan over hears it by name."""

from collections.abc import Iterable, Sequence
from datetime import date

from access.models import Area
from access.outcome import N_, Refusal, Verdict
from access.principals import Principal
from enterprises.models import Unit
from orgs.choices import LinePlace
from orgs.models import PlanLine
from orgs.rules.limits import ARTICLE_4
from orgs.services.planner import facts
from orgs.services.planner.drafts import Drawn
from orgs.services.rules_in_force import require, situations


def insist_unchanged(seen: Drawn, lines: Sequence[PlanLine], permission: str, *, on: date, by: Principal) -> None:
    """Refuse lines whose unit moved, stopped operating, or has by now the members to stand alone.

    Fewer members than planned are the business of the rules of formation.

    Raises:
        ValidationError: each such unit by its name, with what changed.
    """
    rows = Unit.objects.visible_to(by, permission).filter(pk__in=[line.unit_id for line in lines])
    found = {unit.pk: unit for unit in rows.order_by("pk")}
    names = seen.names
    gone = [line for line in lines if line.unit_id not in found]
    refusals = [_moved(names.get(line.unit_id, "")) for line in gone]
    here = [line for line in lines if line.unit_id in found]
    refusals += _changed(seen, here, [found[line.unit_id] for line in here], on)
    require(Verdict(tuple(refusals)))


def _changed(seen: Drawn, lines: Iterable[PlanLine], units: Sequence[Unit], on: date) -> Iterable[Refusal]:
    area: Area = seen.draft.area
    places = facts.communities_of(area, [unit.area_path for unit in units])
    needed = seen.town.limits.min_formal_members
    for line, unit, place, fact in zip(lines, units, places, situations(units, on=on), strict=True):
        params = {"unit": unit.name, "formal": fact.formal, "before": line.formal}
        if not unit.area_path.startswith(area.path) or place != line.community_id:
            yield _moved(unit.name)
        if not fact.is_operating:
            message = N_("“%(unit)s”在方案编制后已停业、歇业或注销，请重新编制或将其移出后再采纳。")
            yield Refusal("unit_stopped", message, params)
        elif line.place != LinePlace.SINGLE and fact.formal >= needed > line.formal:
            message = N_(
                "“%(unit)s”在方案编制后正式党员由%(before)d名变为%(formal)d名，应当单独组建，请重新编制后再采纳。"
            )
            yield Refusal("unit_ripened", message, params, ARTICLE_4)


def _moved(unit: str) -> Refusal:
    message = N_("“%(unit)s”在方案编制后已迁到其他社区，请重新编制后再采纳。")
    return Refusal("unit_moved", message, {"unit": unit})
