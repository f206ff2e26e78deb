"""Everything that is wrong with what was entered, found in one round: acts refuse by it, forms foresee by it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access.models import Area
from access.outcome import N_, Refusal
from access.principals import Principal
from enterprises.choices import VisitOutcome
from enterprises.models import Unit
from enterprises.rules import contact, uscc
from enterprises.rules import survey as rules
from enterprises.services import identity as identities
from enterprises.services import locking, observed, placing
from enterprises.services.duplicates import Holders, refuse_same_name
from enterprises.services.inputs import Findings, Identity, Survey

REGISTERED_ON = gettext_lazy("登记日期")  # put into words where something is wrong


def of_new(
    identity: Identity,
    *,
    area: Area | None,
    on: date,
    survey: Survey,
    by: Principal,
    same_name_confirmed: bool = False,
    known: observed.Known | None = None,
) -> Findings:
    """Return what is wrong with a registration.

    Args:
        identity: what was entered.
        area: where the unit should lie; None is not chosen yet.
        on: the day of registration.
        survey: the first counts.
        by: who registers.
        same_name_confirmed: somebody said that a unit of the same name is another one.
        known: what many registrations share.
    """
    findings = Findings()
    if area is not None:
        findings.attempt(placing.check_area, area, on)
    findings.attempt(locking.check_day, "on", REGISTERED_ON, on, by=by)
    name = findings.attempt(identities.check, identity, today=by.today)
    findings.attempt(observed.check_survey, None, survey, on, known)
    if name is not None and area is not None and not same_name_confirmed:
        findings.attempt(refuse_same_name, name, area, by)
    return findings


def of_identity(identity: Identity, *, by: Principal) -> Findings:
    """Return what is wrong with an identity."""
    findings = Findings()
    findings.attempt(identities.check, identity, today=by.today)
    return findings


def of_visit(
    unit: Unit, answers: Survey, *, on: date, note: str, by: Principal, outcome: str = VisitOutcome.DONE
) -> Findings:
    """Return what is wrong with what a visitor brings home."""
    findings = Findings()
    findings.attempt(locking.check_day, "visited_on", _("走访日期"), on, by=by)
    findings.add("note", contact.check_fit(note))
    if not answers.is_empty and "staff" in rules.hidden({"outcome": outcome}):
        refusal = Refusal(
            "not_asked", N_("走访结果为“%(outcome)s”时不填核对内容。"), {"outcome": VisitOutcome(outcome).label}
        )
        findings.add("outcome", refusal)
    elif not answers.is_empty:
        findings.attempt(observed.check_survey, unit, answers, on)
    return findings


def refusal(findings: Findings, identity: Identity, holders: Holders) -> ValidationError | None:
    """Return the refusal of what was found; a code held by another unit is said in the same round and keeps its trace."""
    code = uscc.normalise(identity.uscc)
    held = holders.refusal(code, beside=findings) if code and "uscc" not in findings.found else None
    return held or findings.refusal
