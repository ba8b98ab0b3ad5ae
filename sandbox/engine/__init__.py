"""Policy to decisions: parsing, conditions, and two implementations that must agree."""
