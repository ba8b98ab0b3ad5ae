"""Benchmarks: speed and memory side by side, printed as tables; nothing here is a test."""
