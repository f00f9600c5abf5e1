"""Benchmarks: each prints what it measured and against what. ``python -m benchmarks`` runs all of them."""
