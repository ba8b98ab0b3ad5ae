"""Computes from tables: measures, intervals, comparison."""
