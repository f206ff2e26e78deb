from instructors import services
from tests.factories import instructors as make


def test_way(world):
    found = make.instructor(world)
    assert found.stage == "appointed"
    unit = make.unit("甲公司", world.community, 60)
    by = world.principal("committee")
    d = services.dispatch(instructor=found, target=unit, since=make.TODAY, on=make.TODAY, by=by)
    assert d.valid.upper == make.LETTER[1]
