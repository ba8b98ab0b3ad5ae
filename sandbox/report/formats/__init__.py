"""Findings in the formats of editors, build servers and code hosts."""
