"""The parts of :mod:`benchmarks.answers_checked`: lies told to each assistant, and truths that must pass."""
