"""A plan that was accepted, taken act by act to the cancelled tickets by the people who do it."""

from collections.abc import Iterator
from datetime import date, timedelta

from access.choices import Role
from access.models import Body
from orgs.choices import FormationStage, PlanStatus, PostKind
from orgs.models import Application, FormationCase
from orgs.services.cases import applying, concluding
from orgs.services.cases.applying import Reply
from orgs.services.cases.concluding import Elected, Result
from tests.factories.orgs import TODAY

ASKED, REPLIED, MET, FILED = (TODAY - timedelta(days=back) for back in (28, 21, 14, 7))
OTHERS = (PostKind.ORGANIZATION, PostKind.PUBLICITY)


class Office:
    """The street, the committee that decides, and somebody else of the committee who cancels tickets."""

    def __init__(self, world):
        self.world = world
        world.user(Role.COMMITTEE, world.district, "other")

    def applications(self):
        return list(Application.objects.as_system("test").filter(stage=FormationStage.DRAFT).order_by("pk"))

    def cases(self, **wanted):
        return list(FormationCase.objects.as_system("test").filter(**wanted).order_by("pk"))

    def take_through(self, row: Application) -> Iterator[str]:
        """Take an application step by step to the founded organization; yield after each."""
        for step in (self._submit, self._consider, self._approve, self._elect, self._file, self._activate):
            step(row)
            yield step.__name__.strip("_")
            row.refresh_from_db()

    def clear(self, case: FormationCase, on: date = TODAY) -> None:
        """Cancel the ticket of a unit."""
        by = self.world.act_as("other")
        concluding.clear_case(case=case, number=f"示例销{case.pk}号", on=on, by=by)

    def to_clear(self):
        return self.cases(status=PlanStatus.BUILT)

    def _submit(self, row):
        applying.submit_application(application=row, on=ASKED, by=self.world.act_as("east"))

    def _consider(self, row):
        applying.consider_application(application=row, on=REPLIED, by=self.world.act_as("committee"))

    def _approve(self, row):
        by = self.world.act_as("committee")
        reply = Reply(REPLIED, f"示例〔2015〕{row.pk}号", Body.objects.get(pk=by.held[0].body_id))
        applying.approve_application(application=row, reply=reply, by=by)

    def _elect(self, row):
        who = [self.world.person(row.area) for _kind in (PostKind.SECRETARY, *OTHERS)]
        elected = [Elected(PostKind.SECRETARY, who[0], "executive")]
        elected += [Elected(kind, person) for kind, person in zip(OTHERS, who[1:], strict=True)]
        by = self.world.act_as("east")
        concluding.elect_application(application=row, result=Result(MET, 5, 5, elected), by=by)

    def _file(self, row):
        by = self.world.act_as("committee")
        concluding.file_application(application=row, number=f"示例备{row.pk}号", on=FILED, by=by)

    def _activate(self, row):
        concluding.activate_application(application=row, by=self.world.act_as("committee"))
