"""What the page Lead journeys is made of."""
