"""The checks of the code."""

def run(arguments):
    return 0
