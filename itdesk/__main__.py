"""python -m itdesk: a word of the command line, or the window."""

from __future__ import annotations

import sys


def main() -> int:
    """Hand over to the headless commands, or open the app; each imports only what it needs."""
    from itdesk.core import given
    from itdesk.quick_loading import read_quickly

    given.take()
    read_quickly()
    from itdesk.late import left_for_later
    from itdesk.late_methods import compile_late

    compile_late()
    with left_for_later():
        from itdesk import cli

    return cli.run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
