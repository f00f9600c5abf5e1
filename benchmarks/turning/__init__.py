"""The parts of :mod:`benchmarks.turns`: a turn of the assistant, and the bare client beside it."""
