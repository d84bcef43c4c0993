"""Benchmarks: the running platform against bare floors that do the same work (docs/architecture/bench.md)."""
