"""The living style page (demo only): every page component with short and long words, in both themes."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from access.doors import Door, entrance
from access.outcome import Rate
from access.views import style_samples as samples


def _faulty_form() -> samples.SampleForm:
    entered = {"name": "", "code": "91210106MA0EXAMP1I", "staff": "-3", "since": "2015-02-30"}
    form = samples.SampleForm(entered, auto_id="faulty_%s")
    form.add_error("code", _("信用代码不能含字母 I、O、S、V、Z；第 18 位应为 X。"))
    form.add_error(None, _("另一个人在 10:32 改过这条记录，请核对后再保存。"))
    return form


@entrance(Door.public("demo style page"))
def style(request: HttpRequest) -> HttpResponse:
    """Show every component; absent outside the demo.

    Raises:
        Http404: not the demo.
    """
    if not (settings.IS_DEMO or settings.DEBUG):
        raise Http404
    context = {
        "units": samples.UNITS,
        "filters": samples.SampleFilters(request.GET or None),
        "form": samples.SampleForm(),
        "faulty": _faulty_form(),
        "page": Paginator(range(1234), 50).get_page(request.GET.get("page", 4)),
        "charts": samples.CHARTS,
        "events": samples.EVENTS,
        "step_rows": samples.STEPS,
        "light_rows": samples.LIGHTS,
        "fact_rows": samples.FACTS,
        "tiles": samples.TILES,
        "strict": Rate(35, 100),
        "broad": Rate(65, 100),
        "nothing": Rate(0, 0),
    }
    return render(request, "style/index.html", context)
