"""`python -m setpoint`: the same as the `setpoint` command."""

from setpoint.cli.main import entry

if __name__ == "__main__":
    entry()
