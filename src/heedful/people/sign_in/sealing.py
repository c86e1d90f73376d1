"""Sealed text: only this install can read it, and nobody can change it unseen."""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings


def seal(text: str, purpose: str) -> str:
    return _box(purpose).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str, purpose: str, *, within_seconds: int | None = None) -> str:
    """The text again; `cryptography.fernet.InvalidToken` where it is not ours, was changed or is too old."""
    return _box(purpose).decrypt(sealed.encode(), ttl=within_seconds).decode()


def _box(purpose: str) -> Fernet:
    key = hashlib.sha256(f"heedful {purpose}\n{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
