"""What the register shows in the shared frame: navigation and work items."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.registries import NavItem, Source, WorkItem, nav, sources, work_items
from enterprises.choices import FactSource
from enterprises.queries import handovers, work

REGISTER = _("企业台账")


def _address(todo: str) -> str:
    return f"{reverse('enterprises:list')}?todo={todo}"


def _wait(todo: str, label: object, perm: str, icon: str, order: int) -> None:
    key = f"enterprises.{todo}"
    most = work.MOST_WAITING
    address = partial(_address, todo)
    item = WorkItem(
        key, label, partial(work.waiting, todo), address, perm, icon, order, most, by_place=todo == "unvisited"
    )
    work_items.add(key, item)


nav.add(
    "enterprises.list", NavItem(_("企业台账"), "enterprises:list", "buildings", REGISTER, "enterprises.view_unit", 100)
)
nav.add(
    "enterprises.register",
    NavItem(_("登记单位"), "enterprises:register", "plus", REGISTER, "enterprises.register_unit", 110),
)
for _code, _label in FactSource.choices:
    sources.add(_code, Source(_code, _label))
nav.add(
    "enterprises.handovers",
    NavItem(_("单位移交"), "enterprises:handovers", "arrows-exchange", REGISTER, handovers.MOVE, 130),
)
nav.add(
    "enterprises.rules",
    NavItem(_("归口规则"), "enterprises:rules", "hierarchy", REGISTER, "enterprises.view_unit", 140),
)
work_items.add(
    "enterprises.handovers",
    WorkItem(
        "enterprises.handovers", _("移交待接收"), handovers.waiting, partial(reverse, "enterprises:handovers"), handovers.MOVE,
        "arrows-exchange", 90,
    ),
)  # fmt: skip
_wait("reported", _("走访反映待确认"), "enterprises.close_unit", "flag", 100)
_wait("unvisited", _("超期未走访"), "enterprises.visit_unit", "clipboard-check", 110)
_wait("incomplete", _("待完善单位"), "enterprises.amend_unit", "edit", 120)
