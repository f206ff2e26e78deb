"""Units entered twice in 铁西区, to be found and merged, and two alike that somebody has told apart. All of it is invented."""

from datetime import date
from itertools import pairwise

from access.principals import Principal
from enterprises import services
from enterprises.choices import NoCodeReason, UnitKind
from enterprises.models import Unit
from enterprises.services.inputs import Identity
from reports.demo.places import Ground

TWICE = 4  # units entered twice
FORMS = ("有限公司(示例)", "")  # what is left out of the name when a unit is entered again


def load(built: Ground, today: date) -> None:
    """Enter a few units of the first street again as its officer does from a doorplate, and tell two apart."""
    street = built.streets[0]
    rows = Unit.objects.under(street.path).as_system().operating(today).filter(kind=UnitKind.ENTERPRISE)
    known = list(
        rows.filter(name__contains=FORMS[0]).exclude(address="").select_related("area").order_by("pk")[: TWICE + 2]
    )
    by = Principal.for_user(built.users["street"], on=today)
    for unit in known[:TWICE]:
        again = Identity(
            kind=unit.kind, name=f"沈阳市铁西区{unit.name.replace(*FORMS)}厂(示例)", no_code_reason=NoCodeReason.NOT_SHOWN,
            industry_section=unit.industry_section, industry_class=unit.industry_class, contact_name=unit.contact_name,
            address=unit.address,
        )  # fmt: skip
        services.register(identity=again, area=unit.area, on=today, by=by, same_name_confirmed=True)
    for unit, other in pairwise(known[TWICE:]):
        services.dismiss_pair(unit=unit, other=other, reason="同一幢楼里的两家单位，执照不同（示例）", on=today, by=by)
