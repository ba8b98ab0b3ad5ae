"""What the terminal prints: tables as wide as it is."""
