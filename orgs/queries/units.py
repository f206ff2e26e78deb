"""What the register shows of coverage: the strongest way a unit is covered, who ought to be organized and is not."""

from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject

from access.named import name_of
from access.principals import Principal
from access.registries import Waiting
from enterprises.choices import OperatingStatus
from enterprises.models import MembersFact, StatusFact, Unit
from enterprises.queries.pieces import Piece
from enterprises.querysets import UnitQuerySet
from orgs.choices import FormationMode
from orgs.models import ContactCard, Coverage, PartyOrg
from orgs.models.gaps import built, ought_and_is_not
from orgs.querysets import CoverageQuerySet
from orgs.rules.limits import NATIONAL
from orgs.rules.modes import STRENGTH

GAP, UNCOVERED = "gap", "none"
MOST_CARDS = 3  # that the panel of a unit shows of one organization


def _of_unit(on: date) -> CoverageQuerySet:
    return Coverage.objects.of(unit=OuterRef("pk")).as_of(on)


def with_mode(rows: UnitQuerySet, on: date) -> UnitQuerySet:
    """Add ``coverage_mode``: the strongest way in which each unit is covered on a day, None for none."""
    return rows.annotate(coverage_mode=Subquery(_strongest(on).values("mode")[:1], output_field=CharField()))


def with_mode_label(rows: UnitQuerySet, on: date) -> UnitQuerySet:
    """Add ``coverage_label``: the same in the reader's words."""
    words = Case(*(When(mode=mode, then=Value(str(mode.label))) for mode in STRENGTH), output_field=CharField())
    found = _strongest(on).annotate(words=words).values("words")[:1]
    return rows.annotate(coverage_label=Subquery(found, output_field=CharField()))


def modes(piece: Piece) -> dict[int, FormationMode]:
    """Return the strongest way in which each of many units is covered on a day."""
    found: dict[int, FormationMode] = {}
    rows = Coverage.objects.of(unit__in=piece.among).as_of(piece.on).order_by("pk")
    for unit_id, mode in rows.values_list("unit_id", "mode"):
        if unit_id not in found or STRENGTH[mode] > STRENGTH[found[unit_id]]:
            found[unit_id] = mode
    return found


def mode_labels(piece: Piece) -> dict[int, str]:
    """Return the same in the reader's words."""
    words = {mode: str(mode.label) for mode in STRENGTH}
    return {pk: words[mode] for pk, mode in piece.read(modes).items()}


def covered(piece: Piece) -> dict[int, FormationMode]:
    """Return those of many units that some organization covers on a day."""
    return piece.read(modes)


def _strongest(on: date) -> CoverageQuerySet:
    strength = Case(
        *(When(mode=mode, then=Value(value)) for mode, value in STRENGTH.items()), output_field=IntegerField()
    )
    return _of_unit(on).order_by(strength.desc(), "pk")


def is_covered(on: date) -> Exists:
    """Return the condition that some organization covers a unit on a day."""
    return Exists(_of_unit(on))


HALF_A_YEAR = timedelta(days=182)


def long_eligible(on: date) -> Q:
    """Return the condition that a unit had three formal members half a year ago and today, and has no own or joint organization."""
    then = on - HALF_A_YEAR
    formal = {"formal__gte": NATIONAL.min_formal_members}
    today, before = (
        Exists(MembersFact.objects.of(unit=OuterRef("pk")).as_of(day).filter(**formal)) for day in (on, then)
    )
    return Q(today) & Q(before) & ~Q(Exists(built(on)))


def covered_but_gone(on: date) -> Q:
    """Return the condition that an organization covers a unit that does not operate."""
    said = StatusFact.objects.of(unit=OuterRef("pk")).as_of(on).exclude(status=OperatingStatus.OPERATING)
    return Q(Exists(_of_unit(on))) & Q(Exists(said))


def covered_by(rows: UnitQuerySet, wanted: str, on: date) -> UnitQuerySet:
    """Keep the units covered in one way on a day; "none": operating and not covered, "gap": 应建未建."""
    if wanted == GAP:
        return ought_and_is_not(rows, on)
    if wanted == UNCOVERED:
        return rows.operating(on).filter(~Exists(_of_unit(on)))
    return rows.filter(Exists(_of_unit(on).filter(mode=wanted)))


def gaps(principal: Principal, on: date) -> Waiting:
    """Return the units that ought to be organized and are not, in the principal's sight: each is overdue."""
    rows = ought_and_is_not(Unit.objects.visible_to(principal, "enterprises.view_unit"), on).order_by()
    return Waiting(rows, rows)


def coverage_of(unit: Unit, principal: Principal) -> list[Coverage]:
    """Return what is known today of a unit's coverage, newest first; each row's ``org_name`` and ``cards`` are shown with the unit.

    Whoever sees a unit may know who covers it, and nothing more: ``org_seen`` says whether the organization may be opened.
    """
    rows = Coverage.objects.visible_to(principal, "orgs.view_org").live().filter(unit=unit)
    cards = ContactCard.objects.visible_to(principal, "enterprises.view_unit").order_by("-issued_on", "-pk")
    told = JSONObject(pk="pk", number="number", issued_on="issued_on", contact_name="contact_name")
    cards = cards.filter(unit=OuterRef("unit_id"), org=OuterRef("org_id")).values(told=told)[:MOST_CARDS]
    mine = PartyOrg.objects.visible_to(principal, "orgs.view_org").filter(pk=OuterRef("org_id"))
    rows = rows.annotate(org_name=name_of(PartyOrg, "org_id"), org_seen=Exists(mine), cards=ArraySubquery(cards))
    return list(rows.order_by("-valid", "-pk"))
