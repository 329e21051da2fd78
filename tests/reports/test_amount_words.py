"""Amounts in capital numerals, by the examples of 支付结算办法, annex 1, and at their edges."""

from decimal import Decimal

import pytest

from desk.ledgers.amounts import yuan_of
from reports.letters.amount_words import in_capitals

OF_THE_RULES = {
    "1409.50": "壹仟肆佰零玖元伍角",
    "6007.14": "陆仟零柒元壹角肆分",
    "1680.32": "壹仟陆佰捌拾元叁角贰分",
    "107000.53": "壹拾万零柒仟元伍角叁分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "325.04": "叁佰贰拾伍元零肆分",
}
OTHERS = {
    "0": "零元整",
    "0.05": "伍分",
    "0.50": "伍角",
    "10": "壹拾元整",
    "800.00": "捌佰元整",
    "20000": "贰万元整",
    "200000": "贰拾万元整",
    "1000001": "壹佰万零壹元整",
    "100000000": "壹亿元整",
    "100000001": "壹亿零壹元整",
    "100010000": "壹亿零壹万元整",
    "999999999999.99": "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
}


@pytest.mark.parametrize(("yuan", "words"), [*OF_THE_RULES.items(), *OTHERS.items()])
def test_an_amount_in_capital_numerals(yuan, words):
    assert in_capitals(Decimal(yuan)) == words


@pytest.mark.parametrize("fen", [100, 101, 1010, 10203, 1002003, 20030004, 300400050, 99009900990])
def test_what_is_written_reads_as_the_same_amount(fen):
    yuan = Decimal(fen) / 100
    assert yuan_of(in_capitals(yuan)) == yuan
