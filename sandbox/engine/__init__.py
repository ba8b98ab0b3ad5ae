"""The rules of a policy: conditions, the checked policy, and two implementations that decide alike."""
