"""Writing the audit trail; every service calls :func:`record` inside its own transaction."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from access.bulk import insert_values
from access.choices import AuditResult
from access.models import AuditEvent
from access.principals import Principal


def record(
    by: Principal, act: str, target: models.Model | None = None, *, result: str = AuditResult.DONE, **detail: Any
) -> None:
    """Leave one line: ``by`` did ``act`` to ``target``; never put sensitive values into ``detail``."""
    AuditEvent(**_line(by, act, target, result, detail)).save(force_insert=True)


def record_many(by: Principal, act: str, acts: Iterable[tuple[models.Model, dict[str, Any]]]) -> None:
    """Leave one line for each target, with its detail, as :func:`record` does; one statement."""
    insert_values(AuditEvent, [_line(by, act, target, AuditResult.DONE, detail) for target, detail in acts])


def _line(by: Principal, act: str, target: models.Model | None, result: str, detail: dict[str, Any]) -> dict[str, Any]:
    return {
        "user_id": by.user_id,
        "actor": by.name[:80] or "-",
        "act": act,
        "resource": target._meta.label_lower if target is not None else "",
        "object_id": getattr(target, "pk", None),
        "area_path": getattr(target, "area_path", "") or "",
        "result": result,
        "detail": detail,
        "address": by.origin.get("address") or None,
        "request_id": by.origin.get("request_id", ""),
    }
