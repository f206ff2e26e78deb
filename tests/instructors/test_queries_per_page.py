from django.urls import reverse

from access.principals import system
from instructors import services
from instructors.choices import Stage
from tests.factories import instructors as make

TODAY = make.TODAY


def _asked(captured):
    """Count the questions of the page itself; a session is written now and then."""
    apart = ("django_session", "SAVEPOINT")
    return sum(not any(word in query["sql"] for word in apart) for query in captured.captured_queries)


def _page(client, name, *args):
    return client.get(reverse(f"instructors:{name}", args=args))


def test_the_list_asks_a_fixed_number_of_queries(world, signed_in, django_assert_max_num_queries):
    client = signed_in("committee")
    make.at(world, Stage.SERVING)
    _page(client, "list")  # a first request of a session writes it
    with django_assert_max_num_queries(12) as few:
        _page(client, "list")
    for _number in range(9):
        make.instructor(world)
    with django_assert_max_num_queries(12) as many:
        _page(client, "list")
    assert _asked(few) == _asked(many)


def test_the_dossier_asks_a_fixed_number_of_queries(world, signed_in, django_assert_max_num_queries):
    client = signed_in("committee")
    found = make.instructor(world)
    by = system("test", on=TODAY)
    services.dispatch(instructor=found, target=make.unit("甲", world.community), since=TODAY, on=TODAY, by=by)
    _page(client, "detail", found.pk)  # a first request of a session writes it
    with django_assert_max_num_queries(26) as few:
        _page(client, "detail", found.pk)
    for _number in range(4):
        unit = make.unit("甲", world.community)
        services.dispatch(instructor=found, target=unit, since=TODAY, on=TODAY, by=by, reason="缺人")
    with django_assert_max_num_queries(26) as many:
        _page(client, "detail", found.pk)
    assert _asked(few) == _asked(many)
