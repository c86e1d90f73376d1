"""How the environment is read: small and free of Django, since the settings are made of it."""

import os
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"", "0", "false", "no", "off"})


def home() -> Path:
    return Path(os.environ.get("HEEDFUL_HOME") or "~/.heedful").expanduser().absolute()


def secret_key(home: Path) -> str:
    """The key that signs cookies: from the environment, else from the home; empty while there is neither."""
    if given := os.environ.get("HEEDFUL_SECRET_KEY"):
        return given
    kept = home / "secret.key"
    return kept.read_text(encoding="ascii").strip() if kept.is_file() else ""


def words(name: str, default: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def switch(name: str) -> bool:
    said = os.environ.get(name, "").strip().lower()
    if said in TRUE:
        return True
    if said in FALSE:
        return False
    raise ValueError(f"{name} is {said!r}: say 1 or 0.")


def count(name: str, default: int) -> int:
    said = os.environ.get(name, "").strip()
    if not said:
        return default
    if not said.isdecimal() or int(said) == 0:
        raise ValueError(f"{name} is {said!r}: say a whole number above 0.")
    return int(said)


MAIL_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class MailServer(NamedTuple):
    host: str
    port: int
    user: str
    password: str
    scheme: str


def mail_server(sender: str) -> MailServer | None:
    """Whom mail is handed to; None while nobody is named."""
    url = os.environ.get("HEEDFUL_MAIL_URL", "")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        raise ValueError("HEEDFUL_MAIL_URL: say smtps://user:password@host:port, smtp+starttls://… or smtp://…")
    if "@" not in sender:
        raise ValueError("HEEDFUL_MAIL_FROM: say from whom mail comes, like Heedful <heedful@example.org>.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, parts.port or MAIL_PORTS[parts.scheme], user, password, parts.scheme)
