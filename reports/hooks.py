"""What reports show in the shared frame."""

from django.utils.translation import gettext_lazy as _

from access.registries import NavItem, nav

SECTION = _("统计分析")

nav.add("reports.home", NavItem(_("今日工作"), "home", "home", "", "", 0))
nav.add("reports.coverage", NavItem(_("覆盖率"), "reports:coverage", "chart-bar", SECTION, "reports.view_figure", 600))
nav.add(
    "reports.sources", NavItem(_("来源数据对照"), "reports:sources", "list-check", SECTION, "reports.view_sources", 650)
)
