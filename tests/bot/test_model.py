"""What goes between a reader and an assistant, where it does more than hold."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Tariff, Usage

TOKENS = st.integers(min_value=0, max_value=10**9)
PRICES = st.decimals(min_value=0, max_value=1_000, places=2)
USAGES = st.builds(Usage, TOKENS, TOKENS)


def test_a_million_tokens_cost_what_the_operator_says() -> None:
    assert Tariff(Decimal("0.40"), Decimal("1.60")).cost(Usage(1_000_000, 500_000)) == Decimal("1.20")


@given(USAGES, USAGES, PRICES, PRICES)
def test_two_answers_together_cost_what_each_costs(one: Usage, other: Usage, dear: Decimal, cheap: Decimal) -> None:
    tariff = Tariff(dear, cheap)
    assert tariff.cost(one + other) == tariff.cost(one) + tariff.cost(other)
