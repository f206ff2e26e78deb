"""Where communities stand on a drawing so that neighbours come to lie near each other; no map is needed. Deterministic."""

import math
from collections.abc import Callable, Collection, Iterable

Point = tuple[float, float]
ROUNDS = 120
GAP = 1e-6


def layout(nodes: Iterable[int], edges: Collection[tuple[int, int]]) -> dict[int, Point]:
    """Return a point between 0 and 1 in both directions for each node; edges pull, all others push.

    Source: Fruchterman and Reingold, Graph Drawing by Force-directed Placement (1991).
    """
    keys = sorted(set(nodes))
    if len(keys) < 2:  # noqa: PLR2004
        return dict.fromkeys(keys, (0.5, 0.5))
    turn = 2 * math.pi / len(keys)
    at = {key: [math.cos(turn * n), math.sin(turn * n)] for n, key in enumerate(keys)}
    wished = 1.6 / math.sqrt(len(keys))
    pairs = [(one, other) for one, other in sorted(edges) if one in at and other in at]
    for step in range(ROUNDS):
        force = _forces(keys, pairs, at, wished)
        most = 0.2 * (1 - step / ROUNDS)
        for key in keys:
            x, y = force[key]
            length = max(GAP, math.hypot(x, y))
            at[key][0] += x / length * min(length, most)
            at[key][1] += y / length * min(length, most)
    return _fitted(at)


def _forces(
    keys: list[int], pairs: list[tuple[int, int]], at: dict[int, list[float]], wished: float
) -> dict[int, list[float]]:
    force = {key: [0.0, 0.0] for key in keys}
    for n, one in enumerate(keys):
        for other in keys[n + 1 :]:
            _push(force, one, other, at, lambda far: wished * wished / far)
    for one, other in pairs:
        _push(force, one, other, at, lambda far: -far * far / wished)
    return force


def _push(
    force: dict[int, list[float]], one: int, other: int, at: dict[int, list[float]], strength: Callable[[float], float]
) -> None:
    x, y = at[one][0] - at[other][0], at[one][1] - at[other][1]
    far = max(GAP, math.hypot(x, y))
    much = strength(far) / far
    force[one][0] += x * much
    force[one][1] += y * much
    force[other][0] -= x * much
    force[other][1] -= y * much


def _fitted(at: dict[int, list[float]]) -> dict[int, Point]:
    low = [min(point[axis] for point in at.values()) for axis in (0, 1)]
    wide = [max(GAP, max(point[axis] for point in at.values()) - low[axis]) for axis in (0, 1)]
    return {key: ((x - low[0]) / wide[0], (y - low[1]) / wide[1]) for key, (x, y) in at.items()}
