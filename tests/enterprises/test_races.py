"""Two people at once, on real connections: one row, one version, and a sentence for the other."""

import threading
import uuid
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from access.principals import acting
from enterprises import services
from enterprises.models import StatusFact, Unit, Visit
from tests.factories.access import TODAY
from tests.factories.enterprises import code, day, identity, unit

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 20


def at_once(act, times=CROWD):
    """Run an act in many threads that start together; return how each ended."""
    gate, ended = threading.Barrier(times), []

    def run(number):
        try:
            gate.wait(timeout=30)
            act(number)
            ended.append("done")
        except ValidationError as refusal:
            found = refusal.error_dict.values() if hasattr(refusal, "error_dict") else [refusal.error_list]
            ended.append(next(iter(found))[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return Counter(ended)


def test_one_code_registered_by_many_at_once_is_one_unit(land, east):
    one_code = code()

    def register(number):
        with acting(east):
            services.register(
                identity=identity(uscc=one_code, name=f"同码{number}有限公司"), area=land.first, on=TODAY, by=east
            )

    assert at_once(register) == {"done": 1, "uscc_held": CROWD - 1}
    assert Unit.objects.as_system("t").filter(uscc=one_code).count() == 1
    assert StatusFact.objects.as_system("t").count() == 1


def test_one_version_is_amended_once(land, east):
    made = unit(land.first)

    def amend(number):
        with acting(east):
            changed = services.Identity.of(made, name=f"第{number}个名字有限公司")
            services.amend(unit=made, identity=changed, on=TODAY, by=east, version=1)

    assert at_once(amend, 8) == {"done": 1, "changed_meanwhile": 7}
    assert Unit.objects.as_system("t").get(pk=made.pk).version == 2


def test_one_visit_sent_by_many_at_once_is_stored_once(land, east):
    made, number = unit(land.first), uuid.uuid4()

    def send(_number):
        with acting(east):
            services.visit(
                unit=made, client_uuid=number, visited_on=day("2015-10-01"), outcome="done", by=east,
                answers=services.Survey(staff=5), version=1,
            )  # fmt: skip

    assert at_once(send, 8) == {"done": 8}
    assert Visit.objects.as_system("t").count() == 1
