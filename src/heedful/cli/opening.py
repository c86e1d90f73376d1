"""How a command opens the home before it does anything."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django

from heedful import flow
from heedful.config import environment, home, restore


@contextmanager
def opened(by: str, *, shared: bool = False, meanwhile: Callable[[], object] = lambda: None) -> Iterator[Path]:
    """The home, upgraded, held by this command alone. `shared`: it may run beside a server (it needs no log).

    `meanwhile` begins what needs nothing but the settings, before this process has read its own modules.
    """
    folder = environment.home()
    home.make_folder(folder)
    with ExitStack() as stack:
        try:
            stack.enter_context(home.held(folder, by=by))
        except home.HomeInUseError:
            if not shared:
                raise
            start_django(folder)
            refuse_pending(folder)
        else:
            restore.finish(folder)
            start_django(folder, meanwhile)
            upgrade_database()
        if not shared:
            stack.callback(close_log)
        yield folder


def start_django(folder: Path, meanwhile: Callable[[], object] = lambda: None) -> None:
    """The settings are read now, so the secret key has to be there."""
    home.prepare(folder)
    meanwhile()
    django.setup()
    flow.begin()


def upgrade_database() -> None:
    from heedful.config import upgrade

    upgrade.upgrade()


def close_log() -> None:
    from heedful.interactions import stores

    stores.close_current()


def refuse_pending(folder: Path) -> None:
    from heedful.config import upgrade

    if upgrade.pending():
        raise home.HomeInUseError(
            f"HEEDFUL_HOME {folder} is in use by {home.holder(folder)}, of another version. Restart that one first."
        )
