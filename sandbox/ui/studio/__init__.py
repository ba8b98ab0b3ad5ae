"""What the page Policy studio is made of: the text, what is said of it, and one module a tab."""
