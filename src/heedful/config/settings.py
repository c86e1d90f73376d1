"""Django's settings. Everything a person may set is an environment variable of HEEDFUL_*."""

import os
from pathlib import Path

HOME = Path(os.environ.get("HEEDFUL_HOME", "~/.heedful")).expanduser()
INTERACTIONS_URL = os.environ.get("INTERACTIONS_URL", f"duckdb:///{HOME / 'interactions.duckdb'}")

SECRET_KEY = os.environ.get("HEEDFUL_SECRET_KEY", "replaced by config.runtime with the key kept in HEEDFUL_HOME")
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "heedful.ui",
    "heedful.interactions",
    "heedful.people",
    "heedful.listen",
    "heedful.understand",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": HOME / "heedful.sqlite3"}}
USE_TZ = True
TIME_ZONE = "UTC"
