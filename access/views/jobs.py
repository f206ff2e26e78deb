"""One's own background work: what waits, how far it has come, and the file that came of it."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import ListView, TemplateView

from access.doors import Door
from access.models import Job
from access.registries import jobs
from access.services import jobs as services
from access.views.generic import DoorMixin

OWN = Door.signed_in("one's own jobs; the work and its file ask for the permission of their kind")


class JobList(DoorMixin, ListView):
    """One's own jobs, the latest first."""

    door = OWN
    template_name = "access/jobs.html"
    paginate_by = 50

    def get_queryset(self) -> QuerySet:
        """Return the principal's own."""
        return Job.objects.of_requester(self.principal).order_by("-requested_at", "-pk")


class OneJob(DoorMixin):
    """Something about one job of one's own."""

    door = OWN

    @cached_property
    def job(self) -> Job:
        """The job; somebody else's is absent."""
        found = Job.objects.of_requester(self.principal).filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found


class JobPage(OneJob, TemplateView):
    """How far a job has come; one may leave the page and come back."""

    template_name = "access/job.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the job, and where its outcome is shown."""
        kind = jobs.get(self.job.kind)
        outcome = kind.url(self.job) if kind.url is not None else ""
        return super().get_context_data(job=self.job, kind=kind.label, outcome=outcome, **kwargs)


class JobProgress(OneJob):
    """The part of the page that is fetched again and again."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the progress; the whole page is read again when the job has ended."""
        answer = render(request, "access/_job_progress.html", {"job": self.job})
        if self.job.is_final:
            answer.headers["HX-Refresh"] = "true"
        return answer


class CancelJob(OneJob):
    """Stop a job."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the job, where the button is."""
        return redirect(self.job)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask it to stop, and show it."""
        return redirect(services.cancel(job=self.job, at=timezone.now(), by=self.principal))


class JobFile(OneJob):
    """The file that came of a job."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Send it as an attachment."""
        path = services.file_of(self.job, by=self.principal)
        return FileResponse(path.open("rb"), as_attachment=True, filename=self.job.file_name)
