"""Two districts with rows of every kind at every relation to one street, each text marked with a token of its own.

All accounts hold their role through a body of street 1 of district A. Rows are planted once per relation (:data:`SETS`); the
tokens in their texts say where a leak came from. Dates are near today, since the pages ask the real clock.
"""

from tests.factories.districts.builder import build, committed
from tests.factories.districts.world import LINE, SETS, Planted, World

__all__ = ["LINE", "SETS", "Planted", "World", "build", "committed"]
