"""What the page Compare is made of: what is asked for, what is under way, and what came out."""
