"""How a command opens the home before it does anything."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django

from heedful.config import environment, home


def set_up() -> Path:
    """Make the home usable and start Django on it."""
    folder = environment.home()
    home.prepare(folder)
    django.setup()
    return folder


@contextmanager
def opened(by: str, *, shared: bool = False) -> Iterator[Path]:
    """The home, upgraded, held by this command alone. `shared`: it may run beside a server (it needs no log)."""
    folder = set_up()
    from heedful.config import upgrade
    from heedful.interactions import stores

    with ExitStack() as stack:
        try:
            stack.enter_context(home.held(folder, by=by))
        except home.HomeInUseError:
            if not shared or upgrade.pending():
                raise
        else:
            upgrade.upgrade()
        stack.callback(stores.close_current)
        yield folder
