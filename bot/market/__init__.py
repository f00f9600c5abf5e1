"""Prices: looked up live, kept with their time and currency, and reckoned with in the open."""
