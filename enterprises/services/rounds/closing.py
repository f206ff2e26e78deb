"""Closing a round: the report is computed and kept, what stayed open is counted and stays named on its lists."""

from datetime import date

from django.db import transaction
from django.db.models import Count, Q

from access import audit, errors, policy
from access.models import Area
from access.principals import Place, Principal
from enterprises.choices import RoundStatus, VisitOutcome
from enterprises.models import RoundTask, SurveyRound
from enterprises.rules import rounds as rules
from enterprises.services import locking
from enterprises.services.rounds.selecting import RUN


@transaction.atomic
def close_survey_round(*, survey_round: SurveyRound, on: date, by: Principal) -> SurveyRound:
    """Close a round with its report: units by outcome and by street, and the rest that nobody visited.

    Raises:
        Denied: ``by`` may not run rounds there.
        ValidationError: it is closed already, or the day lies before its beginning or ahead.
    """
    policy.check(by, RUN, Place(survey_round.area.path))
    row: SurveyRound = (
        SurveyRound.objects.select_for_update(of=("self",)).select_related("area").get(pk=survey_round.pk)
    )
    errors.require(rules.check_open(RoundStatus(row.state)))
    locking.check_day("on", str(SurveyRound._meta.get_field("closed_on").verbose_name), on, by=by)
    row.report = report_of(row, by)
    row.state, row.closed_on = RoundStatus.CLOSED, on
    row.save(update_fields=["state", "closed_on", "report"])
    audit.record(by, "enterprises.survey_round_closed", row, rest=row.report["rest"], units=row.report["units"])
    return row


def report_of(row: SurveyRound, by: Principal) -> dict[str, object]:
    """Return the figures of a round: units, by outcome, rest, holes, and the same of each street."""
    tasks = RoundTask.objects.visible_to(by, RUN).filter(round=row).order_by()
    counts = {code: Count("pk", filter=Q(closed_code=code)) for code in VisitOutcome.values}
    counts |= {
        "units": Count("pk"),
        "rest": Count("pk", filter=Q(closed_code="") | Q(revisit_on__isnull=False)),
        "holes": Count("pk", filter=Q(officer__isnull=True) & (Q(closed_code="") | Q(revisit_on__isnull=False))),
    }
    streets = []
    for street in Area.objects.filter(parent=row.area).order_by("path"):
        found = tasks.filter(area_path__gte=street.path, area_path__lt=street.path[:-1] + "/").aggregate(**counts)
        if found["units"]:
            streets.append({"area": street.pk, "name": street.name, **found})
    return {**tasks.aggregate(**counts), "streets": streets}
