"""The jobs that a matrix makes: its product, without what is excluded, with what is included.

Follows GitHub's own builder (actions/runner, `MatrixBuilder`): an `exclude` entry drops every combination that
has all its values; an `include` entry adds its other values to every combination that has those of its
values which the matrix lists, and is a combination of its own where there is none.
"""

from __future__ import annotations

from itertools import islice, product

from mooring.scanners.github.functions import ELSE
from mooring.scanners.github.values import UNKNOWN, Value, equal, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_JOBS = 256
FILTERED = "an include or exclude entry names it too"
_MAX_PRODUCT = 4096

ANY = Value({ELSE: [UNKNOWN]})
"""A combination of which nothing is known."""

Combination = dict[str, list[Value]]


def expand(matrix: Value) -> list[Value]:
    """The combinations of a matrix, each a value as the context `matrix` is; at least one."""
    if not isinstance(matrix.data, dict):
        return [ANY]
    vectors = {name: values[0] for name, values in matrix.data.items() if name not in ("include", "exclude")}
    excluded = _entries(matrix.data.get("exclude"))
    included = _entries(matrix.data.get("include"))
    jobs = list(islice(_combinations(vectors, excluded or []), MAX_JOBS))
    added: list[Combination] = [{} for _ in jobs]
    alone: list[Combination] = []
    for entry in included or []:
        extra = {name: values for name, values in entry.items() if name not in vectors}
        matched = [at for at, job in enumerate(jobs) if _matches(entry, job, vectors)]
        for at in matched:
            added[at].update(extra)
        if not matched:
            alone.append(entry)
    result = [Value({**extra, **job}) for job, extra in zip(jobs, added, strict=True)]
    result += [Value(entry) for entry in alone[:MAX_JOBS]]
    if included is None:
        result = [Value({**job.data, ELSE: [UNKNOWN]}) for job in result] + [ANY]
    return result or [ANY]


def _entries(values: list[Value] | None) -> list[Combination] | None:
    """The entries of `include` or `exclude`; None when they are not known."""
    if not values:
        return []
    if not isinstance(values[0].data, list):
        return None if not values[0].is_known else []
    return [item.data for item in values[0].data if isinstance(item.data, dict) and item.data]


def _combinations(vectors: dict[str, Value], excluded: list[Combination]) -> Iterator[Combination]:
    if not vectors:
        return
    lists = [vector.data if isinstance(vector.data, list) else [UNKNOWN] for vector in vectors.values()]
    for items in islice(product(*lists), _MAX_PRODUCT):
        job = {name: [item] for name, item in zip(vectors, items, strict=True)}
        if not any(_matches(entry, job, vectors) for entry in excluded):
            yield job


def _matches(entry: Combination, job: Combination, vectors: dict[str, Value]) -> bool:
    """Whether the combination has all the values of the entry that the matrix lists."""
    return all(_same(values[0], job[name][0]) for name, values in entry.items() if name in vectors)


def _same(wanted: Value, actual: Value) -> bool:
    """Whether every leaf of what is wanted is found in what there is."""
    if isinstance(wanted.data, dict):
        members = actual.data if isinstance(actual.data, dict) else {}
        return all(name in members and _same(values[0], members[name][0]) for name, values in wanted.data.items())
    if isinstance(wanted.data, list):
        items = actual.data if isinstance(actual.data, list) else []
        return len(wanted.data) <= len(items) and all(map(_same, wanted.data, items))
    return equal(wanted, actual) is True


def mark_filtered(whole: Value) -> None:
    """Give every literal of a matrix that an include or exclude entry must equal the reason not to change it."""
    if not isinstance(whole.data, dict):
        return
    named = set()
    for key in ("include", "exclude"):
        for values in whole.data.get(key, ()):
            for entry in values.data if isinstance(values.data, list) else ():
                for name, items in entry.data.items() if isinstance(entry.data, dict) else ():
                    named |= {(name, text_of(item)) for item in items if item.is_primitive}
    for name, values in whole.data.items():
        for item in values[0].data if isinstance(values[0].data, list) else ():
            if item.place is not None and (name, text_of(item)) in named:
                item.place.reason = FILTERED
