"""What the papers of an application are filled from."""

from django.utils import translation

from access.principals import Principal
from orgs.choices import FormationStage, PostKind
from orgs.models import Application
from orgs.queries import cases
from orgs.rules.papers import Matter


def matter_of(row: Application, principal: Principal) -> Matter:
    """Return what is known of a visible application; its labels in Chinese, as official papers are."""
    with translation.override("zh-hans"):
        return Matter(
            stage=FormationStage(row.stage), name=row.name, form=str(row.get_form_display()), org_type=str(row.get_org_type_display()),
            units=[(case.unit.name, str(case.unit.area)) for case in cases.cases_of(row, principal)],
            reason=row.reason, secretary=row.secretary, parent=row.parent.name if row.parent else "",
            submitted_on=row.submitted_on, decided_on=row.decided_on, approval_no=row.approval_no,
            approved_by=row.approved_by.name if row.approved_by else "", elected_on=row.elected_on, entitled=row.entitled,
            present=row.present, elected=[(str(PostKind(post["kind"]).label), post["name"]) for post in row.posts],
            filed_on=row.filed_on, filing_no=row.filing_no,
        )  # fmt: skip
