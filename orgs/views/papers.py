"""The papers of an application as files (请示、批复、选举结果报告、备案表), to be edited (Word) or printed (PDF)."""

from collections.abc import Callable
from typing import ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from access import audit
from access.doors import Door
from access.views.generic import DoorMixin, visible_or_404
from orgs.forms import docx, pdf
from orgs.models import Application
from orgs.queries import papers as reads
from orgs.queries.cases import VIEW
from orgs.rules import papers as rules

LABELS = {"request": _("请示"), "reply": _("批复"), "result": _("选举结果报告"), "filing": _("备案表")}


class PaperFile(DoorMixin, View):
    """One paper as a Word document."""

    door = Door(VIEW)
    http_method_names = ("get",)
    suffix: ClassVar[str] = "docx"
    content_type: ClassVar[str] = docx.TYPE
    write: ClassVar[Callable[[rules.Paper], bytes]] = staticmethod(docx.write)

    def get(self, request: HttpRequest, pk: int, paper: str) -> HttpResponse:
        """Fill it in from what is known today."""
        rows = Application.objects.select_related("parent", "approved_by")
        row = visible_or_404(rows, self.principal, VIEW, pk=pk)
        matter = reads.matter_of(row, self.principal)
        if paper not in rules.kinds_at(matter.stage):
            raise Http404
        filled = rules.KINDS[paper].fill(matter)
        try:
            written = self.write(filled)
        except LookupError as error:
            raise Http404(_("这台服务器没有中文字体，不能生成 PDF，请用 Word 文件。")) from error
        audit.record(self.principal, "orgs.paper_fetched", row, paper=paper, format=self.suffix)
        name = content_disposition_header(as_attachment=True, filename=f"{filled.title}.{self.suffix}")
        return HttpResponse(written, content_type=self.content_type, headers={"Content-Disposition": name})


class PaperPdf(PaperFile):
    """One paper as a PDF document."""

    suffix = "pdf"
    content_type = pdf.TYPE
    write = staticmethod(pdf.write)
