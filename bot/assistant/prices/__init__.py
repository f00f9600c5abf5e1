"""Questions of prices: understood here, answered from the market, with no language model."""
