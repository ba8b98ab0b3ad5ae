"""A policy in plain English."""
