"""Lint: what is proven of a policy's rules over all leads of its vocabulary; one module a rule, one page each."""
