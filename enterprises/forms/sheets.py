"""Uploading a table, saying what its columns mean, and asking for a list as a file."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from access import policy
from access.forms import ScopedForm
from access.forms.areas import AreaChoiceField
from access.registries import importers
from enterprises.forms.days import PastDayField
from enterprises.forms.unit import PLACES


class UploadForm(ScopedForm):
    """One file, what it holds, and where its rows belong."""

    file = forms.FileField(
        label=_("表格文件"),
        help_text=_("xlsx、xls 或 csv，不超过20 MB；列的次序不限，表头上方可有标题。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
    importer = forms.ChoiceField(label=_("导入内容"))
    area = AreaChoiceField(
        label=_("默认辖区"),
        permission="enterprises.import_sheet",
        levels=("county", *PLACES),
        empty_label=_("请选择"),
        help_text=_("表中没有写明辖区的行归入这里；选全区的，每行都要写明街道，外部名册按全区比对。"),
    )
    facts_on = PastDayField(label=_("数据日期"), help_text=_("人数等情况从这一天起计。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [one for one in importers.items() if policy.can(self.principal, one.permission)]
        self.fields["importer"].choices = [(one.code, one.label) for one in offered]


class ColumnsForm(forms.Form):
    """What each header of a file means."""

    def __init__(
        self, *args: Any, importer: Any, headers: list[tuple[str, str]], defaults: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.defaults = {f"default_{name}": importer.by_name[name] for name in importer.defaults}
        for key, one in self.defaults.items():
            label, initial = _("表中没有填写“%(label)s”的行") % {"label": one.label}, defaults.get(one.name, "")
            given = [("", _("不统一填写")), *one.options.items()]
            self.fields[key] = forms.ChoiceField(label=label, choices=given, required=False, initial=initial)
        choices = [("", _("不导入")), *((one.name, one.label) for one in importer.all_fields)]
        self.words = {}
        for number, (words, meant) in enumerate(headers):
            name = f"column_{number}"
            self.words[name] = words
            self.fields[name] = forms.ChoiceField(label=words[:60], choices=choices, required=False, initial=meant)

    def chosen(self) -> dict[str, str]:
        """Return header → field."""
        return {words: self.cleaned_data[name] for name, words in self.words.items()}

    def chosen_defaults(self) -> dict[str, str]:
        """Return field → value of the rows that do not say it."""
        return {one.name: self.cleaned_data[key] for key, one in self.defaults.items() if self.cleaned_data[key]}


class ExportForm(forms.Form):
    """How and for what a list is to be written to a file."""

    purpose = forms.CharField(label=_("用途"), max_length=100, help_text=_("写入文件首行和审计记录。"))
    format = forms.ChoiceField(label=_("文件格式"), choices=[("xlsx", "Excel（xlsx）"), ("csv", "CSV（UTF-8）")])
    full = forms.ChoiceField(
        label=_("导出的列"),
        choices=[("", _("与列表相同")), ("1", _("全部可导入的列（不含联系电话）"))],
        required=False,
    )

    def __init__(self, *args: Any, has_full: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_full:
            del self.fields["full"]
