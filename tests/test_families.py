"""A family of cases in one test: nothing that fails is lost."""

import pytest

from tests.families import each


@each(base={"two": 2, "three": 3}, power=[1, 2, 3])
def is_below_nine(base, power, limit):
    assert base**power < limit


def test_each_case_that_fails_is_named_and_its_failure_kept():
    with pytest.raises(BaseExceptionGroup) as caught:
        is_below_nine(limit=9)
    assert caught.value.message == "three, 2; three, 3"
    assert [failure.__notes__ for failure in caught.value.exceptions] == [
        ["with: three, 2"],
        ["with: three, 3"],
    ]
    is_below_nine(limit=28)
