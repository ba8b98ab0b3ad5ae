"""Decides what to run; where engine meets simulator."""
