"""The database goes away and comes back under running web processes."""

import pytest

from tests import processes
from tests.factories import orgs
from tests.races.crowd import Member
from tests.races.cut import line

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ("/", "/enterprises/", "/api/v1/units/", "/api/v1/ping")


def test_while_the_database_is_down_every_answer_says_so_and_afterwards_all_is_well(transactional_db, app_database_url):
    world = orgs.build()
    with (
        line(app_database_url) as (cable, address_of_line),
        processes.serving(address_of_line) as address,
        Member(address, world.users["east"]) as member,
    ):
        assert [member.ask("GET", path).status for path in PAGES] == [200] * len(PAGES)
        cable.cut()
        for path in PAGES:
            answer = member.ask("GET", path)
            assert (path, answer.status) == (path, 503)
            assert "Traceback" not in answer.body.decode()
        assert member.ask("GET", "/healthz/live").status == 200
        assert member.ask("GET", "/healthz/ready").status == 503
        cable.restore()
        for _again in range(8):  # whichever process and thread answers
            assert [member.ask("GET", path).status for path in PAGES] == [200] * len(PAGES)
