"""What counts as a current mark."""

# Not assessed and exempt are entries, not marks (DOMAIN.md, "Rules of the journal").
_NOT_MARKS = frozenset({"", "н/а", "осв"})


def marks_in(value: str) -> int:
    """How many current marks a cell with this value holds: a double mark ("4/5") is two marks of their own."""
    if value in _NOT_MARKS:
        return 0
    return 2 if "/" in value else 1
