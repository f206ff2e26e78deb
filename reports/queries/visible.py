"""Which rows behind a published figure a reader may see."""

from django.db.models import QuerySet

from access.principals import Principal

READ_WITH = {  # model → permission under which its rows are shown
    "enterprises.unit": "enterprises.view_unit",
    "enterprises.difficulty": "enterprises.view_unit",
    "enterprises.visit": "enterprises.view_unit",
    "enterprises.massorgfact": "enterprises.view_unit",
    "enterprises.membersfact": "enterprises.view_unit",
    "instructors.instructor": "instructors.view_instructor",
    "orgs.searchtarget": "orgs.view_member",
    "orgs.reportincount": "orgs.view_member",
    "funding.payment": "funding.view_payment",
}


def visible_rows(rows: QuerySet, by: Principal) -> QuerySet:
    """Return the rows behind a figure that a reader may see."""
    if not hasattr(rows, "visible_to"):
        return rows.order_by("pk")
    permission = READ_WITH.get(rows.model._meta.label_lower, "orgs.view_org")
    return rows.model._default_manager.visible_to(by, permission).filter(pk__in=rows.values("pk")).order_by("pk")
