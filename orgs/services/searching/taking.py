"""How every step of the search is taken: the target locked, the order asked, one entry written (双找)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from access import audit, errors, policy
from access.principals import Principal
from enterprises.rules import contact
from orgs.choices import SearchStage, SearchStep
from orgs.models import SearchEntry, SearchTarget
from orgs.rules import searching as rules
from orgs.services import locks

KEEP = "orgs.keep_member"


@dataclass(frozen=True)
class Said:
    """What one entry says beside its step."""

    on: date
    note: str = ""
    method: str = ""
    result: str = ""


def lock_target(target: SearchTarget, step: SearchStep, on: date, *, by: Principal) -> SearchTarget:
    """Lock a target for a step on a day and return the row as it stands.

    Raises:
        Denied: absent, or outside what ``by`` may do.
        Conflict: the step does not follow the stage.
        ValidationError: the day lies in the future, or before the last entry.
    """
    rows = SearchTarget.objects.visible_to(by, KEEP).select_related("org", "area").filter(pk=target.pk)
    found: SearchTarget | None = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise policy.Denied(KEEP, target=target)
    refusal = rules.check_step(SearchStage(found.stage), step)
    if refusal:
        errors.conflict(refusal)
    locks.not_in_future(_("日期"), on, by=by)
    errors.require(rules.check_day(on, found.last_on), field="on")
    return found


def take(target: SearchTarget, step: SearchStep, said: Said, *, by: Principal, fields: tuple[str, ...] = ()) -> None:
    """Bring a locked target to the stage of a step, with the named fields as the caller set them, and write the entry."""
    errors.require(contact.check_fit(said.note), field="note")
    target.stage = rules.MOVES[step].after
    target.last_on = said.on
    target.version += 1
    target.save(update_fields=["stage", "last_on", "version", *fields])
    enter(target, step, said, by=by)


def enter(target: SearchTarget, step: SearchStep, said: Said, *, by: Principal) -> SearchEntry:
    """Write one entry and its audit line."""
    row = SearchEntry(
        target=target, step=step, on=said.on, method=said.method, result=said.result, note=said.note.strip(),
        recorded_by_id=by.user_id,
    )  # fmt: skip
    row.save(force_insert=True)
    audit.record(by, f"orgs.search_{step.value}", target, entry=row.pk, on=str(said.on))
    return row
