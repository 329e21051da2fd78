"""One test for a family of cases: it tries them all and names each one that fails."""

from functools import wraps
from inspect import signature
from itertools import product

import pytest


def each(**families):
    """Give a test every case of its families, one after the other, with the same fixtures.

    A family is a list of cases, or a mapping from their names; of several families all
    combinations are tried. What fails comes together, each failure with its case as a note.
    """
    named = [
        family.items() if isinstance(family, dict) else [(str(case), case) for case in family]
        for family in families.values()
    ]

    def gather(test):
        @wraps(test)
        def together(**fixtures):
            failed = []
            for combination in product(*named):
                names = ", ".join(name[:60] for name, _ in combination)
                cases = (case for _, case in combination)
                try:
                    test(**fixtures, **dict(zip(families, cases, strict=True)))
                except (Exception, pytest.fail.Exception) as failure:  # noqa: BLE001 - none is lost
                    failure.add_note(f"with: {names}")
                    failed.append((names, failure))
            if failed:
                told = "; ".join(names for names, _ in failed)
                raise BaseExceptionGroup(told, [failure for _, failure in failed])

        taken = signature(test).parameters.values()
        rest = [one for one in taken if one.name not in families]
        together.__signature__ = signature(test).replace(parameters=rest)
        return together

    return gather
