"""Gather the words marked for translation into the catalogues, and compile the catalogues.

    .venv/bin/python tools/words.py            gather and compile
    .venv/bin/python tools/words.py compile    compile only

Needs GNU gettext (`apt-get install gettext`). Commit the .po and the .mo: an install has no gettext.
"""

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command

ROOT = Path(__file__).parent.parent / "src" / "heedful"
LANGUAGES = ["lt", "ru", "uk"]  # English is what stands in the source


def main(arguments: list[str]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "heedful.config.settings"
    os.environ.setdefault("HEEDFUL_SECRET_KEY", "not used here")
    django.setup()
    os.chdir(ROOT)
    if arguments != ["compile"]:
        call_command("makemessages", locale=LANGUAGES, no_obsolete=True, no_wrap=True, add_location="file")
    call_command("compilemessages", locale=LANGUAGES)


if __name__ == "__main__":
    main(sys.argv[1:])
