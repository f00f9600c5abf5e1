"""What can be reckoned from price rows: pure, in decimals, unrounded, each result with the rows it came from.

A close on a day is the close as traded; so are streaks, intraday highs and lows, and volumes. Changes, extremes,
records, falls and single days' moves are on adjusted closes, with what the closes as traded say beside them. A session
that was not over when the rows were fetched counts in closes and changes, labelled, and nowhere else unless asked for.
"""
