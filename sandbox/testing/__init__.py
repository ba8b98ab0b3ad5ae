"""For tests of your own policies: Hypothesis strategies (`strategies`), and a pytest plugin (`plugin`)."""
