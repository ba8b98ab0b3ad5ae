"""The lead policy sandbox: try a lead policy before betting a quarter on it."""

__version__ = "0.1.0"
