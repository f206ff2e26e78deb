"""What tests of survey rounds share: opening a round, visiting, reading the lists."""

from datetime import timedelta
from uuid import uuid4

from access.principals import acting
from enterprises import services
from enterprises.models import RoundTask
from tests.factories.access import TODAY


def codes(raised):
    return [error.code for errors in raised.value.update_error_dict({}).values() for error in errors]


def opened(by, area, **more):
    values = {"name": "摸底", "starts_on": TODAY - timedelta(days=20), "ends_on": TODAY + timedelta(days=20)}
    with acting(by):
        return services.open_survey_round(area=area, on=TODAY, by=by, **(values | more))


def tasks_of(row):
    return list(RoundTask.objects.as_system("test").filter(round=row).select_related("unit").order_by("unit_id"))


def met(by, made, outcome="done", on=TODAY, **more):
    with acting(by):
        return services.visit(unit=made, client_uuid=uuid4(), visited_on=on, outcome=outcome, by=by, **more)


def task_of(row, made):
    return RoundTask.objects.as_system("test").select_related("round", "unit").get(round=row, unit=made)
