"""Pages of files that come in: upload, preview, meaning of columns, confirmation, undo, and the files around them."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, TemplateView

from access import policy
from access.doors import Door
from access.models import Job
from access.registries import exporters, importers
from access.views.generic import ActView, DoorMixin, visible_or_404
from enterprises.choices import RowVerdict
from enterprises.forms.sheets import ColumnsForm, ExportForm, UploadForm
from enterprises.models import ImportBatch
from enterprises.queries import imports
from enterprises.services.sheets import bad_rows, batches, exports, templates

IMPORT = Door(imports.PERMISSION)
ROWS = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_file(name: str, write: Callable[[Path], Any]) -> HttpResponse:
    """Return what is written into a file, which does not stay."""
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder:
        path = Path(folder) / "out.xlsx"
        write(path)
        answer = HttpResponse(path.read_bytes(), content_type=XLSX)
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


class ImportList(DoorMixin, ListView):
    """Files that were uploaded for one's areas."""

    door = IMPORT
    template_name = "enterprises/imports.html"
    paginate_by = ROWS

    def get_queryset(self) -> Any:
        """Return them, the latest first."""
        return imports.listed(self.principal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell files of which the work stopped from those that are worked on."""
        shown = super().get_context_data(**kwargs)
        words = imports.stopped(shown["object_list"])
        for batch in shown["object_list"]:
            batch.stopped = words.get(batch.pk, "")
        return shown


class UploadView(ActView):
    """Upload a file; it is read in the background, and nothing is written."""

    door = IMPORT
    form_class = UploadForm
    template_name = "enterprises/import_upload.html"

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"facts_on": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the tables of which there is a template."""
        offered = [one for one in importers.items() if policy.can(self.principal, one.permission)]
        return super().get_context_data(importers=offered, **kwargs)

    def perform(self, form: Form) -> ImportBatch:
        """Keep the file and have it read."""
        given = form.cleaned_data
        file = given.pop("file")
        return batches.receive(name=file.name, chunks=file.chunks(), at=timezone.now(), by=self.principal, **given)


class TemplateFile(DoorMixin):
    """The empty table of an importer."""

    door = IMPORT

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Write it."""
        try:
            importer = importers.get(code)
        except KeyError:
            raise Http404 from None
        name = f"{importer.label}-{templates.version(importer)}.xlsx"
        return as_file(name, partial(templates.write, importer))


class OneBatch(DoorMixin):
    """Something about one batch."""

    door = IMPORT

    @cached_property
    def batch(self) -> ImportBatch:
        """The batch; one of other areas is absent."""
        rows = ImportBatch.objects.select_related("area", "requested_by", "confirmed_by")
        return visible_or_404(rows, self.principal, imports.PERMISSION, pk=self.kwargs["pk"])


class ImportPage(OneBatch, TemplateView):
    """What a file would do, row by row, and what it did."""

    template_name = "enterprises/import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show one page of rows of the verdict that was asked for."""
        batch, wanted = self.batch, self.request.GET.get("verdict", "")
        job = imports.job_of(batch, self.principal)
        rows = Paginator(imports.rows_of(batch, wanted), ROWS).get_page(self.request.GET.get("page"))
        importer = importers.get(batch.importer)
        labels = {name: one.label for name, one in importer.by_name.items()}
        return super().get_context_data(
            batch=batch, stopped=imports.stopped([batch]).get(batch.pk, ""), importer=importer, job=job,
            is_busy=job is not None and not job.is_final,
            tabs=self._tabs(wanted), rows=[_shown(row, labels) for row in rows], page_obj=rows,
            columns=ColumnsForm(importer=importer, headers=imports.headers_of(batch), defaults=batch.defaults),
            bad=imports.bad(batch), is_mine=batch.requested_by_id == self.principal.user_id, **kwargs,
        )  # fmt: skip

    def _tabs(self, wanted: str) -> list[dict[str, Any]]:
        counts = self.batch.counts
        tabs = [("", _("全部"), sum(counts.get(one, 0) for one in RowVerdict.values))]
        tabs += [(value, label, counts.get(value, 0)) for value, label in RowVerdict.choices]
        tabs += [("problem", _("未能办理"), counts.get("not_applied", 0) + counts.get("not_undone", 0))]
        return [{"key": k, "label": w, "count": n, "here": k == wanted} for k, w, n in tabs if n or k in {"", wanted}]


def _shown(row: Any, labels: dict[str, str]) -> dict[str, Any]:
    findings = [{**one, "label": labels.get(one["field"], "")} for one in row.findings]
    tone = {"new": "good", "changed": "info", "cancelled": "info", "conflict": "warn", "error": "bad"}.get(
        row.verdict, "mute"
    )
    name = row.values.get("name") or row.values.get("uscc") or ""
    return {"row": row, "findings": findings, "tone": tone, "name": name, "code": row.values.get("uscc", "")}


class BatchAct(OneBatch):
    """One act on a batch, asked for by a button of its page."""

    act: ClassVar[Any]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it, and show the batch."""
        type(self).act(batch=self.batch, at=timezone.now(), by=self.principal)
        return redirect(self.batch)


class ConfirmImport(BatchAct):
    """Write the new and changed rows."""

    act = staticmethod(batches.confirm)


class UndoImport(BatchAct):
    """Take everything back that the batch wrote."""

    act = staticmethod(batches.undo)


class ResumeImport(BatchAct):
    """Go on after an interruption."""

    act = staticmethod(batches.resume)


class DropImport(OneBatch):
    """Give the file up."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remove it, and show the list."""
        batches.drop(batch=self.batch, by=self.principal)
        return redirect("enterprises:imports")


class ChooseColumns(OneBatch):
    """Say what the columns mean."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have the file read again."""
        batch, importer = self.batch, importers.get(self.batch.importer)
        headers = imports.headers_of(batch)
        form = ColumnsForm(request.POST, importer=importer, headers=headers, defaults=batch.defaults)
        if form.is_valid():
            given = {"chosen": form.chosen(), "defaults": form.chosen_defaults()}
            batches.choose_columns(batch=batch, at=timezone.now(), by=self.principal, **given)
        return redirect(self.batch)


class BadRowsFile(OneBatch):
    """The rows that were not taken, to be corrected and uploaded again."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write them."""
        write = partial(bad_rows.write, batch=self.batch, by=self.principal)
        return as_file(f"{_('错误行')}-{self.batch.pk}.xlsx", lambda path: write(path=path))


class ExportView(ActView):
    """Ask for a list as a file: the rows that its address shows."""

    door = Door(exports.PERMISSION)
    form_class = ExportForm
    template_name = "enterprises/export.html"
    success_message = gettext_lazy("已开始导出，完成后在本页下载。")

    @cached_property
    def exporter(self) -> exports.Exporter:
        """The list of the address; one that nobody offers, or that may not be read, is absent."""
        try:
            found = exporters.get(self.kwargs.get("code", "enterprises.units"))
        except KeyError:
            raise Http404 from None
        if not policy.can(self.principal, found.permission):
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer every importable column only where the list has them."""
        return super().get_form_kwargs() | {"has_full": self.exporter.has_full}

    def perform(self, form: Form) -> Job:
        """Put the job into the queue."""
        given = form.cleaned_data
        query = {name: self.request.GET.getlist(name) for name in self.request.GET if name not in {"cursor", "page"}}
        return exports.ask(
            exporter=self.exporter.code, query=query, kind=given["format"], full=bool(given.get("full")),
            purpose=given["purpose"], at=timezone.now(), by=self.principal,
        )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lead back to the list."""
        query = self.request.GET.urlencode()
        back = f"{reverse(self.exporter.url)}?{query}"
        return super().get_context_data(back=back, label=self.exporter.label, **kwargs)
