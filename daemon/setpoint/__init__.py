"""Setpoint: Claude Desktop's inference and Ollama's models, as a profile declares them."""

# The only place where the version stands; pyproject.toml reads it from here. Asking importlib.metadata at run time
# would cost 60 ms (2026-11-22).
__version__ = "0.1.0"
