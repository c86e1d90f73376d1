"""How the environment is read: small and free of Django, since the settings are made of it."""

import os
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

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


def switch(name: str, default: str = "") -> bool:
    said = (os.environ.get(name, "").strip() or default).lower()
    if said in TRUE:
        return True
    if said in FALSE:
        return False
    raise ValueError(f"{name} is {said!r}: say 1 or 0.")


def count(name: str, default: int, *, least: int = 1) -> int:
    said = os.environ.get(name, "").strip()
    if not said:
        return default
    if not said.isdecimal() or int(said) < least:
        raise ValueError(f"{name} is {said!r}: say a whole number above {least - 1}.")
    return int(said)


MAIL_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
MAIL_PROVIDERS = ("brevo", "mailgun", "mailjet", "postmark")  # by their own HTTP interfaces


class MailServer(NamedTuple):
    host: str
    port: int
    user: str
    password: str
    scheme: str
    path: str = ""
    query: str = ""

    @property
    def provider(self) -> str:
        """Who is spoken to by HTTP; empty for a mail server."""
        name = self.scheme.split("+")[0]
        return name if name in MAIL_PROVIDERS else ""

    @property
    def backend(self) -> str:
        """The mail backend of Django that speaks to it."""
        if self.provider:
            return f"anymail.backends.{self.provider}.EmailBackend"
        return "django.core.mail.backends.smtp.EmailBackend"

    def provider_settings(self) -> dict[str, str]:
        """What Anymail has to know of it: the key, and where its interface is unless that is the usual place."""
        if not self.provider:
            return {}
        keys = {"postmark": "SERVER_TOKEN"}
        said = {keys.get(self.provider, "API_KEY"): self.user}
        if self.provider == "mailjet":
            said["SECRET_KEY"] = self.password
        if self.host:
            port = f":{self.port}" if self.port else ""
            said["API_URL"] = f"{self.scheme.split('+')[1]}://{self.host}{port}{self.path.rstrip('/')}/"
        said |= {name.upper(): value for name, value in parse_qsl(self.query)}
        return {f"{self.provider.upper()}_{name}": value for name, value in said.items()}


def mail_server(sender: str) -> MailServer | None:
    """Whom mail is handed to; None while nobody is named."""
    url = os.environ.get("HEEDFUL_MAIL_URL", "")
    if not url:
        return None
    parts = urlsplit(url)
    name, _, way = parts.scheme.partition("+")
    is_provider = name in MAIL_PROVIDERS and way in ("https", "http") and bool(parts.username)
    if not is_provider and (parts.scheme not in MAIL_PORTS or not parts.hostname):
        raise ValueError(
            "HEEDFUL_MAIL_URL: say smtps://user:password@host:port, smtp+starttls://… or smtp://…, or a provider: "
            f"{', '.join(f'{each}+https://key@' for each in MAIL_PROVIDERS)}"
        )
    if "@" not in sender:
        raise ValueError("HEEDFUL_MAIL_FROM: say from whom mail comes, like Heedful <heedful@example.org>.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    port = parts.port or MAIL_PORTS.get(parts.scheme, 0)
    return MailServer(parts.hostname or "", port, user, password, parts.scheme, parts.path, parts.query)


def says_url() -> bool:
    """Whether somebody said where people reach the server."""
    return bool(os.environ.get("HEEDFUL_URL", "").strip())


def public_url(hosts: list[str], *, https: bool) -> str:
    """Where people reach the server, for what is written while nobody asks: links in mails and short messages."""
    said = os.environ.get("HEEDFUL_URL", "").strip().rstrip("/")
    if not said:
        named = next((host for host in hosts if "." in host and not host.startswith((".", "127."))), "")
        port = os.environ.get("HEEDFUL_PORT") or "8000"
        return f"http{'s' if https else ''}://{named}" if named else f"http://localhost:{port}"
    parts = urlsplit(said)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise ValueError("HEEDFUL_URL: say where people reach the server, like https://cx.example.org.")
    return said


def base_url(name: str, default: str) -> str:
    """Where another's interface begins."""
    said = os.environ.get(name, "").strip().rstrip("/") or default
    parts = urlsplit(said)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
        raise ValueError(f"{name}: say where it begins, like {default}.")
    return said


class BounceMailbox(NamedTuple):
    host: str
    port: int
    user: str
    password: str
    folder: str
    encrypted: bool


def bounce_mailbox() -> BounceMailbox | None:
    """Where mail comes back to, read over IMAP; None where nobody reads it."""
    url = os.environ.get("HEEDFUL_BOUNCE_URL", "")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username:
        raise ValueError("HEEDFUL_BOUNCE_URL: say imaps://user:password@host/INBOX.")
    encrypted = parts.scheme == "imaps"
    user, password = unquote(parts.username), unquote(parts.password or "")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return BounceMailbox(parts.hostname, parts.port or (993 if encrypted else 143), user, password, folder, encrypted)
