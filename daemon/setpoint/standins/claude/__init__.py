"""A stand-in for Claude Desktop: what CD 2 and 6 say that the app does to its files, and nothing else of it.

For `setpoint demo` and the tests. Whoever shows it to a person says that it is a stand-in: it has no window, asks no
model, and rests on descriptions of the app, not on the app.
"""
