"""One command from a fresh clone: `python3 installer/run.py`, and `python3 installer/run.py test` for every check.

This file alone must be readable by any Python, old ones too, so that they are refused with a sentence.
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 -- reached when somebody starts it with an older Python
    sys.exit("itdesk needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031

if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120
    from installer.commands import main

    sys.exit(main(sys.argv[1:]))
