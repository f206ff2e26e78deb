"""The application: who, from which Party committee, as what."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from access.forms import ScopedForm, ScopedModelChoiceField
from access.forms.areas import LookUpSelect
from access.models import Body, Person
from instructors.choices import InstructorKind, InstructorOrigin
from instructors.models import Instructor
from instructors.queries import choices


class AmendForm(ScopedForm):
    """What an application says about the applicant; ``version`` tells whether somebody saved it meanwhile."""

    kind = forms.ChoiceField(label=_("指导员类别"), choices=InstructorKind)
    origin = forms.ChoiceField(label=_("人员来源"), choices=InstructorOrigin)
    is_formal_member = forms.BooleanField(
        label=_("是正式党员"), required=False, help_text=_("党建工作指导员应当是正式党员。")
    )
    department = forms.CharField(label=_("工作部门"), max_length=120, required=False)
    post = forms.CharField(label=_("职务"), max_length=80, required=False)
    expertise = forms.CharField(label=_("专长"), max_length=200, required=False)
    recommended_by = forms.CharField(label=_("推荐组织"), max_length=120, required=False)
    statement = forms.CharField(
        label=_("申请理由"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, Any]:
        """Return what the application says, without who and where."""
        apart = {"version", "person", "committee", "new_name", "new_employer"}
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}

    @staticmethod
    def initial_of(instructor: Instructor) -> dict[str, Any]:
        """Return what the form shows of an application."""
        names = (
            "kind",
            "origin",
            "is_formal_member",
            "department",
            "post",
            "expertise",
            "recommended_by",
            "statement",
            "version",
        )
        return {name: getattr(instructor, name) for name in names}


class ApplicationForm(AmendForm):
    """A new application: an entered person, or a new one by name."""

    person = ScopedModelChoiceField(
        permission="access.view_person",
        queryset=Person.objects.all(),
        label=_("申请人"),
        required=False,
        help_text=_("按姓名或工作单位查找；查不到时另填姓名新建。"),
        widget=LookUpSelect(attrs={"data-search": ""}),
    )
    new_name = forms.CharField(label=_("新建人员姓名"), max_length=60, required=False)
    new_employer = forms.CharField(label=_("工作单位"), max_length=120, required=False)
    committee = forms.ModelChoiceField(
        queryset=Body.objects.none(),
        label=_("所在党委（党组）"),
        help_text=_("由它初审。"),
        error_messages={"invalid_choice": _("没有这个选项，或者它不在您的职责范围内。")},
    )

    field_order = ("person", "new_name", "new_employer", "committee")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].widget.attrs["data-search-url"] = f"{reverse('instructors:people')}?q="
        committees = choices.committees(self.principal)
        self.fields["committee"].queryset = committees
        if len(only := committees[:2]) == 1:
            self.initial.setdefault("committee", only[0])

    def clean(self) -> dict[str, Any]:
        """Ask for one person: found or new."""
        cleaned = super().clean()
        if not self.errors.get("person") and bool(cleaned.get("person")) == bool(cleaned.get("new_name", "").strip()):
            self.add_error("person", _("请选择一名已建档人员，或填写新建人员姓名，二者填一项。"))
        return cleaned
