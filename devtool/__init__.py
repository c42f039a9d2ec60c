"""The parts of `./dev`, one concern a file. Standard library only; the addon never imports this."""
