"""`python -m setpoint`."""

from setpoint.cli.main import entry

if __name__ == "__main__":
    entry()
