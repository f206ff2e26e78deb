"""The roster as pages show it: who is at which stage, what is due, and where roster and survey differ (党员名册)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Greatest

from access import policy
from access.models import Area
from access.principals import Principal
from access.registries import Waiting
from enterprises.models import MembersFact
from orgs.choices import CultivationKind, FormationMode, LetterState, MemberStage
from orgs.models import (
    Coverage,
    CultivationRecord,
    Member,
    MemberStageFact,
    MemberState,
    MemberTransfer,
    PartyOrg,
    RelationFact,
)
from orgs.rules import members as rules
from orgs.rules.terms import add_months

VIEW, KEEP, TRANSFER, REVEAL = "orgs.view_member", "orgs.keep_member", "orgs.transfer_member", "orgs.reveal_member"
TO_CONVERT = "convert"  # probation has run its time
TO_EXAMINE = "examine"  # a talk or an examination is due
OF_OWN = (FormationMode.SINGLE, FormationMode.JOINT)
TONES = {
    LetterState.IN_TRANSIT: "info", LetterState.RECEIVED: "info", LetterState.EXPIRED: "bad", LetterState.CONFIRMED: "good",
    LetterState.DRAFTED: "mute",
}  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Which members a list should show; empty parts ask for nothing."""

    on: date
    q: str = ""
    stage: str = ""
    state: str = ""
    due: str = ""
    area: Area | None = None
    org: PartyOrg | None = None


def staged(rows: Any, on: date) -> Any:
    """Add to members what they are on a day: ``stage_now``, ``stage_since`` and ``state_now``."""
    facts = MemberStageFact.objects.of(member=OuterRef("pk")).as_of(on).order_by()
    states = MemberState.objects.of(member=OuterRef("pk")).as_of(on).order_by()
    return rows.annotate(
        stage_now=Subquery(facts.values("stage")[:1]), stage_since=Subquery(facts.values("holds_from")[:1]),
        state_now=Subquery(states.values("state")[:1]),
    )  # fmt: skip


def select(wanted: Wanted, principal: Principal) -> Any:
    """Return the visible members that were asked for, by organization and name."""
    rows = Member.objects.visible_to(principal, VIEW).present().select_related("org", "org__area")
    if wanted.area is not None:
        rows = rows.filter(area_path__gte=wanted.area.path, area_path__lt=f"{wanted.area.path[:-1]}/")
    if wanted.org is not None:
        rows = rows.filter(org=wanted.org)
    if wanted.q:
        orgs = PartyOrg.objects.visible_to(principal, VIEW).matching(wanted.q)
        rows = rows.filter(Q(name__contains=wanted.q) | Q(org__in=orgs.values("pk")))
    rows = staged(rows, wanted.on)
    if wanted.stage:
        rows = rows.filter(stage_now=wanted.stage)
    if wanted.due == TO_CONVERT:
        rows = to_convert(rows, wanted.on)
    if wanted.due == TO_EXAMINE:
        rows = to_examine(rows, wanted.on)
    if wanted.state:
        rows = rows.filter(state_now=wanted.state)
    return rows.order_by("org__pinyin", "org", "name", "pk")


def totals(rows: Any) -> dict[MemberStage, int]:
    """Return how many of selected members are at each stage."""
    counted = dict(rows.order_by().values_list("stage_now").annotate(number=Count("pk")))
    return {stage: counted.get(stage.value, 0) for stage in MemberStage}


@dataclass(frozen=True)
class Next:
    """The next stage of somebody, and what stands against it today: sentences of the rule, or nothing."""

    stage: MemberStage
    refusals: Sequence[Any]
    warnings: Sequence[Any]


def next_step(person: rules.Candidate, on: date) -> Next | None:
    """Return the stage that follows with what the rules say of taking it on a day; None for formal members."""
    if person.stage is None or person.stage == MemberStage.FORMAL:
        return None
    to = rules.ORDER[rules.ORDER.index(person.stage) + 1]
    verdict = rules.check_step(person, to, on)
    return Next(to, verdict.refusals, verdict.warnings)


def stages_of(member: Member) -> list[MemberStageFact]:
    """Return the stages of a visible member, the newest first."""
    return list(MemberStageFact.objects.of(member=member).live().order_by("-holds_from", "-pk"))


def relations_of(member: Member) -> list[RelationFact]:
    """Return where the relation of a visible member sat, the newest first."""
    return list(RelationFact.objects.of(member=member).live().order_by("-holds_from", "-pk"))


def states_of(member: Member) -> list[MemberState]:
    """Return the special states of a visible member, the newest first."""
    return list(MemberState.objects.of(member=member).live().order_by("-holds_from", "-pk"))


def letters_of(member: Member, on: date) -> list[dict[str, Any]]:
    """Return the letters of a visible member, the newest first, each as it stands on a day."""
    return lettered(MemberTransfer.objects.of(member=member).order_by("-issued_on", "-pk"), on)


def lettered(rows: Any, on: date) -> list[dict[str, Any]]:
    """Return letters with their state in words and the days that are left."""
    return [{"row": row, **_standing(row, on)} for row in rows]


def _standing(row: MemberTransfer, on: date) -> dict[str, Any]:
    state = rules.letter_state(
        issued_on=row.issued_on, valid_until=row.valid_until, received_on=row.received_on, confirmed_on=row.confirmed_on, on=on
    )
    is_open = row.closed_on is None and row.confirmed_on is None
    left = (row.valid_until - on).days if is_open and state == LetterState.IN_TRANSIT else None
    return {"state": state, "tone": TONES[state], "is_open": is_open, "is_void": row.closed_on is not None, "left": left}


def letters_under_way(principal: Principal, on: date) -> QuerySet[MemberTransfer]:
    """Return the letters that are neither confirmed nor void, the one that ends first on top."""
    rows = MemberTransfer.objects.visible_to(principal, TRANSFER).open().select_related("member", "member__org", "to_org")
    return rows.order_by("valid_until", "pk")


def letters_waiting(principal: Principal) -> Waiting:
    """Return the letters under way; those past their validity that nobody received are overdue."""
    rows = MemberTransfer.objects.visible_to(principal, TRANSFER).open().order_by()
    return Waiting(rows, rows.filter(received_on__isnull=True, valid_until__lt=principal.today))


def to_convert(rows: Any, on: date) -> Any:
    """Keep the members whose probation has run its time (预备期满). Source: :func:`orgs.rules.members.probation_end`."""
    facts = MemberStageFact.objects.of(member=OuterRef("pk")).live().filter(stage=MemberStage.PROBATIONARY).order_by()
    admitted = facts.values("member").annotate(first=Min("holds_from")).values("first")
    extended = MemberStageFact.objects.of(member=OuterRef("pk")).as_of(on).order_by().values("extended_months")[:1]
    rows = staged(rows, on).filter(stage_now=MemberStage.PROBATIONARY)
    rows = rows.annotate(admitted_on=Subquery(admitted), extended=Subquery(extended, output_field=IntegerField()))
    return rows.alias(convert_on=_months_after("admitted_on", F("extended") + rules.PROBATION_MONTHS)).filter(convert_on__lte=on)


def _months_after(field: str, months: Any) -> Any:
    """Return a day some months later; PostgreSQL adds months as :func:`orgs.rules.terms.add_months` does."""
    return Func(F(field), months, template="(%(expressions)s))::date", arg_joiner=" + make_interval(months => ", output_field=DateField())


def conversions_waiting(principal: Principal) -> Waiting:
    """Return the probationary members whose probation has run its time."""
    rows = Member.objects.visible_to(principal, KEEP).present().order_by()
    return Waiting(to_convert(rows, principal.today) if principal.today else rows.none())


def records_of(member: Member) -> list[CultivationRecord]:
    """Return the talks and examinations of a visible member, the newest first."""
    return list(CultivationRecord.objects.of(member=member).order_by("-held_on", "-pk"))


def examination_due(person: rules.Candidate, records: Sequence[CultivationRecord]) -> date | None:
    """Return the day by which a talk or an examination is due; None where none is."""
    if person.stage not in {MemberStage.APPLICANT, MemberStage.ACTIVIST}:
        return None
    talked = next((one.held_on for one in records if one.kind == CultivationKind.TALK), None)
    return rules.next_due(person, [one.held_on for one in records if one.kind == CultivationKind.EXAMINATION], talked)


def to_examine(rows: Any, on: date) -> Any:
    """Keep the applicants nobody talked to and the activists not examined for half a year, with ``examine_by``.

    An examination is listed a month ahead. Source: :func:`orgs.rules.members.next_due`.
    """
    kept = CultivationRecord.objects.of(member=OuterRef("pk")).order_by("-held_on")
    talks, examined = (kept.filter(kind=kind).values("held_on")[:1] for kind in (CultivationKind.TALK, CultivationKind.EXAMINATION))
    rows = staged(rows, on).annotate(talked_on=Subquery(talks), last_on=Greatest("stage_since", Subquery(examined)))
    rows = rows.filter(Q(stage_now=MemberStage.APPLICANT, talked_on=None) | Q(stage_now=MemberStage.ACTIVIST))
    is_talk = When(stage_now=MemberStage.APPLICANT, then=_months_after("stage_since", rules.TALK_MONTHS))
    by = Case(is_talk, default=_months_after("last_on", rules.EXAMINED_MONTHS))
    return rows.annotate(examine_by=by).filter(examine_by__lte=add_months(on, 1))


def examinations_waiting(principal: Principal) -> Waiting:
    """Return whom to talk to and whom to examine; those past their day are overdue."""
    rows = Member.objects.visible_to(principal, KEEP).present().order_by()
    if principal.today is None:
        return Waiting(rows.none())
    due = to_examine(rows, principal.today)
    return Waiting(due, due.filter(examine_by__lt=principal.today))


def differences(principal: Principal, on: date, permission: str = KEEP) -> Any:
    """Return the organizations with a roster whose formal members are not as many as the survey counted in their units.

    Adds ``rostered`` and ``surveyed``, in persons. An organization without any roster is no difference: it has not begun.
    """
    formal = MemberStageFact.objects.of(member=OuterRef("pk")).as_of(on).filter(stage=MemberStage.FORMAL)
    kept = Member.objects.of(org=OuterRef("pk")).present().order_by().values("org")
    rostered = kept.filter(Exists(formal)).annotate(number=Count("pk")).values("number")
    counts = MembersFact.objects.of(unit=OuterRef("unit")).as_of(on).order_by().values("formal")[:1]
    covered = Coverage.objects.of_org(OuterRef("pk")).as_of(on).filter(mode__in=OF_OWN).order_by()
    counted = covered.annotate(formal=Subquery(counts)).values("org")
    surveyed = counted.annotate(number=Sum("formal")).values("number")
    rows = PartyOrg.objects.visible_to(principal, permission).active_on(on).filter(form__in=OF_OWN)
    rows = rows.filter(Exists(Member.objects.of(org=OuterRef("pk")).present()))
    rows = rows.annotate(
        rostered=Subquery(rostered, output_field=IntegerField()), surveyed=Subquery(surveyed, output_field=IntegerField())
    )
    told = Q(rostered__isnull=True, surveyed__gt=0) | ~Q(rostered=F("surveyed")) & Q(rostered__isnull=False)
    return rows.filter(told, surveyed__isnull=False).select_related("area").order_by("pinyin", "pk")


def with_survey(rows: Any, on: date) -> Any:
    """Add to organizations when and by whom their units were counted last: ``counted_on`` and ``counted_from``."""
    facts = MembersFact.objects.of(unit=OuterRef("unit")).as_of(on).order_by()
    covered = Coverage.objects.of_org(OuterRef("pk")).as_of(on).filter(mode__in=OF_OWN)
    covered = covered.annotate(day=Subquery(facts.values("holds_from")[:1]), told_by=Subquery(facts.values("source")[:1]))
    last = covered.exclude(day=None).order_by("-day", "pk")
    return rows.annotate(counted_on=Subquery(last.values("day")[:1]), counted_from=Subquery(last.values("told_by")[:1]))


def differences_waiting(principal: Principal) -> Waiting:
    """Return the organizations whose roster and survey differ."""
    rows = PartyOrg.objects.visible_to(principal, KEEP)
    return Waiting(differences(principal, principal.today).order_by() if principal.today else rows.none())


def panel(principal: Principal, org: PartyOrg, on: date) -> dict[str, Any]:
    """Return what the panel "党员" of an organization shows: how many are at each stage."""
    counted = totals(select(Wanted(on=on, org=org), principal))
    return {
        "org": org, "org_key": str(org.pk), "totals": [(stage, number) for stage, number in counted.items() if number],
        "may_keep": policy.can_on(principal, KEEP, org),
    }  # fmt: skip
