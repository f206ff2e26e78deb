"""What this app shows on lower pages and in the shared frame: navigation, panel and column of units, work items."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from access import registries
from access.principals import Principal
from access.registries import ClearCheck, Column, JobKind, NavItem, Panel, QualityCheck, Waiting, WorkItem
from enterprises.models import Unit
from enterprises.queries.work import MOST_WAITING
from enterprises.rules.quality import STREET, QualityRule
from orgs import services
from orgs.choices import FormationMode
from orgs.forms import exporting
from orgs.models import Coverage
from orgs.queries import four_ones, organizations, reelections, units
from orgs.rules.modes import strongest
from orgs.services import importing
from orgs.services.planner import drafts
from orgs.services.planner.facts import PLAN

UNIT = "enterprises.unit"
SECTION = pgettext_lazy("plural", "党组织")


@dataclass(frozen=True)
class Filter:
    """A filter of the list of units."""

    label: Any
    choices: Any

    def apply(self, rows: Any, value: str, on: date) -> Any:
        """Keep the units covered in that way."""
        return units.covered_by(rows, value, on)


def coverage_panel(principal: Principal, obj: Unit, on: date) -> dict[str, Any]:
    """Return what the panel "党组织覆盖" of a unit shows."""
    rows = units.coverage_of(obj, principal)
    current = [row for row in rows if _holds(row, on)]
    return {
        "unit": obj,
        "rows": rows,
        "current": current,
        "strongest": strongest(FormationMode(row.mode) for row in current),
        "cards": [card for row in rows for card in row.cards],
        "regional": any(row.mode == FormationMode.REGIONAL for row in current),
        "own": any(row.mode != FormationMode.REGIONAL for row in current),
    }


def _holds(row: Coverage, on: date) -> bool:
    return row.since <= on and (row.until is None or row.until > on)


def coverage_events(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Tell when a unit came to be covered and when that ended."""
    told = []
    for row in context["rows"]:
        mode, url = row.get_mode_display(), reverse("orgs:detail", args=[row.org_id]) if row.org_seen else ""
        told.append({"on": row.since, "title": _now("纳入组织覆盖：%s") % mode, "text": row.org_name, "url": url,
                     "icon": "flag", "tone": "good"})  # fmt: skip
        if row.until is not None:
            told.append({"on": row.until, "title": _now("退出组织覆盖：%s") % mode, "text": row.get_end_reason_display(),
                         "url": url, "icon": "link-off", "tone": "warn"})  # fmt: skip
    return told


def _due(principal: Principal) -> Waiting:
    return organizations.due(principal, principal.today)


def _gaps(principal: Principal) -> Waiting:
    return units.gaps(principal, principal.today)


def _list(query: str) -> Any:
    return lambda: f"{reverse('orgs:list')}?{query}"


def _units(query: str) -> Any:
    return lambda: f"{reverse('enterprises:list')}?{query}"


CHOICES = [*FormationMode.choices, (units.UNCOVERED, _("未覆盖")), (units.GAP, _("应建未建"))]

registries.nav.add(
    "orgs.list", NavItem(pgettext_lazy("plural", "党组织"), "orgs:list", "flag", SECTION, "orgs.view_org", 200)
)
registries.nav.add("orgs.tree", NavItem(_("组织体系"), "orgs:tree", "sitemap", SECTION, "orgs.view_org", 210))
registries.nav.add("orgs.form", NavItem(_("组建党组织"), "orgs:form", "git-merge", SECTION, "orgs.form_org", 220))
registries.panels.add(
    UNIT,
    "orgs.coverage",
    Panel(
        "orgs.coverage", _("党组织覆盖"), "orgs/panels/coverage.html", coverage_panel, "orgs.view_org", 50,
        events=coverage_events,
    ),
)  # fmt: skip
registries.columns.add(
    UNIT,
    "orgs.coverage",
    Column(
        "coverage_label",
        _("覆盖方式"),
        units.with_mode_label,
        {"coverage": Filter(_("组织覆盖"), CHOICES)},
        order=50,
        read=units.mode_labels,
    ),
)
registries.clear_checks.add(
    "organization", ClearCheck("organization", _("党组织覆盖"), units.is_covered, "", 200, units.covered)
)
for _rule, _condition in (
    (
        QualityRule("eligible_unorganized", _("满半年有3名以上正式党员，仍未建立党组织"), STREET, 90),
        units.long_eligible,
    ),
    (QualityRule("covered_not_operating", _("已不在营但仍由党组织覆盖"), STREET, 30), units.covered_but_gone),
):
    registries.quality_checks.add(_rule.code, QualityCheck(_rule, _condition))
registries.merge_hooks.add(UNIT, "orgs.coverage", services.take_over_coverage)
registries.close_hooks.add(UNIT, "orgs.coverage", services.end_for_gone_unit)
registries.move_hooks.add(UNIT, "orgs.organizations", services.follow_moved_unit)
registries.work_items.add(
    "orgs.terms",
    WorkItem(
        "orgs.terms", _("换届临届与超期"), _due, lambda: reverse("orgs:terms"), "orgs.run_election",
        "calendar-due", 40,
    ),
)  # fmt: skip
registries.work_items.add(
    "orgs.gaps",
    WorkItem(
        "orgs.gaps", _("应建未建单位"), _gaps, _units(f"coverage={units.GAP}"), "orgs.form_org", "target", 30, MOST_WAITING
    ),
)  # fmt: skip
registries.importers.add(importing.IMPORTER.code, importing.IMPORTER)
for _exporter in exporting.LISTS:
    registries.exporters.add(_exporter.code, _exporter)

ORG = "orgs.org"
registries.nav.add("orgs.terms", NavItem(_("换届提醒"), "orgs:terms", "calendar-due", SECTION, "orgs.view_org", 230))
registries.panels.add(
    ORG,
    "orgs.reelections",
    Panel(
        "orgs.reelections", _("换届"), "orgs/panels/reelections.html", reelections.panel, "orgs.view_org", 20,
        acts=("orgs.run_election",),
    ),
)  # fmt: skip
for _work, _label, _waiting, _perm, _order in (
    ("run", _("办理中的换届"), reelections.to_run, "orgs.run_election", 41),
    ("decide", _("换届请示待批复"), reelections.to_decide, "orgs.decide_election", 42),
    ("file", _("换届选举结果待备案"), reelections.to_file, "orgs.file_election", 43),
):
    registries.work_items.add(
        f"orgs.reelections_{_work}",
        WorkItem(
            f"orgs.reelections_{_work}", _label, _waiting, lambda work=_work: f"{reverse('orgs:reelections')}?work={work}",
            _perm, "calendar-event", _order,
        ),
    )  # fmt: skip
# Plans of formation
registries.jobs.add(drafts.KIND, JobKind(_("编制组建方案"), PLAN, drafts.run, lambda job: reverse("orgs:plans")))
registries.nav.add(
    "orgs.plans",
    NavItem(pgettext_lazy("plural", "组建方案"), "orgs:plans", "sitemap", SECTION, "orgs.view_formation", 216),
)
registries.nav.add(
    "orgs.four_ones", NavItem(_("四个一"), "orgs:four_ones", "layout-grid", SECTION, "orgs.view_org", 240)
)
registries.panels.add(
    ORG,
    "orgs.four_ones",
    Panel("orgs.four_ones", _("四个一"), "orgs/panels/four_ones.html", four_ones.panel, "orgs.view_org", 30,
          acts=("orgs.keep_four_ones",), later=True, fits=lambda org: org.form == FormationMode.REGIONAL),
)  # fmt: skip
