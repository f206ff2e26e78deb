"""A district with two streets, two communities and a park, and the bodies of each."""

from types import SimpleNamespace

from access.choices import BodyKind
from tests.factories.access import AreaFactory, BodyFactory


def district():
    county = AreaFactory(county=True, code="110101", name="示例区")
    east = AreaFactory(parent=county, name="东街道")
    west = AreaFactory(parent=county, name="西街道")
    return SimpleNamespace(
        county=county,
        east=east,
        west=west,
        first=AreaFactory(parent=east, community=True, name="东一社区"),
        second=AreaFactory(parent=east, community=True, name="东二社区"),
        park=AreaFactory(parent=county, park=True, name="示例园区"),
        committee=BodyFactory(home=county, kind=BodyKind.WORK_COMMITTEE, name="区非公工委"),
        east_body=BodyFactory(home=east, name="东街道党工委"),
        west_body=BodyFactory(home=west, name="西街道党工委"),
    )
