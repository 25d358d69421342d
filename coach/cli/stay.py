"""`python -m coach.cli.stay` is `python -m coach` in a terminal that was opened for it, and would go with it.

It stays until somebody has read what was said.
"""

from contextlib import suppress

from coach.cli import main

try:
    main()
finally:
    with suppress(KeyboardInterrupt, EOFError):
        input("\nPress Enter to close this window. ")
