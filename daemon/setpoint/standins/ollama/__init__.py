"""A stand-in for Ollama: it answers like the recordings of real servers, holds everything in memory and runs no model.

For `setpoint demo` and the tests. Whoever shows it to a person says that it is a stand-in.
"""
