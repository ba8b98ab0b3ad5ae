"""Proofs about conditions over all leads of a vocabulary, with a lead as witness or the reason why there is none."""
