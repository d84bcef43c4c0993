"""How the program prints tables; where no terminal sets a bound they are wide, so that scripts can read them."""

import sys

from rich import box
from rich.console import Console
from rich.table import Table

_WIDE = 160


def open_screen() -> Console:
    """Prints to standard output."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE)


def new_table(*columns: str, title: str | None = None) -> Table:
    """A table without frames; the first column is never folded."""
    made = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for number, column in enumerate(columns):
        made.add_column(column, no_wrap=number == 0, overflow="fold")
    return made
