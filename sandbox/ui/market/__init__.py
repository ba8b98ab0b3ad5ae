"""What the page Market is made of."""
