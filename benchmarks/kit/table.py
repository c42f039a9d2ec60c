"""Tables for a terminal, in Markdown, so that they can be put into docs/scale.md as they are."""


def table(heads, rows):
    """Return the lines of a table; all but the first column are numbers or short words, to the right."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[index]) for row in [heads, *texts]) for index in range(len(heads))]
    lines = [_line(heads, widths), _line(["-" * width for width in widths], widths)]
    return "\n".join([*lines, *(_line(row, widths) for row in texts)])


def _line(cells, widths):
    first, *rest = (
        cell.ljust(width) if not index else cell.rjust(width)
        for index, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join([first, *rest])} |"


def ratio(ours, theirs):
    """How many times theirs ours takes."""
    return f"{ours / theirs:.2f}"


def verdict(value, aim):
    """Whether the aim is met, in a word."""
    return "met" if value <= aim else "MISSED"


def shortened(statement, length=160):
    """A statement in one line."""
    line = " ".join(statement.split())
    return line if len(line) <= length else f"{line[: length - 4]} ..."
