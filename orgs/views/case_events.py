"""The log of a case or an application as the events of a timeline."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from orgs.choices import FormationStep

ICONS = {
    "submit": "send", "return": "arrow-back-up", "consider": "users", "approve": "circle-check", "elect": "checkbox",
    "file": "archive", "activate": "flag", "withdraw": "circle-x", "plan": "list-check", "applied": "file-text",
    "amend": "edit", "withdrawn": "circle-x", "built": "flag", "cleared": "checks",
}  # fmt: skip
LABELS = {
    **{step.value: step.label for step in FormationStep},
    "amend": _("修改请示"), "plan": _("制定一企一策"), "applied": _("列入组建请示"), "withdrawn": _("请示撤回"),
    "built": _("党组织成立，待销号"), "cleared": _("销号"),
}  # fmt: skip


def events_of(log: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what a log says, newest first."""
    return [
        {"title": LABELS[line["step"]], "on": date.fromisoformat(line["on"]), "text": line.get("text", ""), "by": line["by"],
         "icon": ICONS[line["step"]], "tone": "good" if line["step"] in {"cleared", "activate"} else ""}
        for line in reversed(log)
    ]  # fmt: skip
