"""What people read: words, pictures, terminal tables, the HTML document, and formats of other programs."""
