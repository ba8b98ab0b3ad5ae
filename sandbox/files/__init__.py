"""Files in and out: YAML and CSV with places, the vocabulary, shipped files, atomic writes, suggestions."""
