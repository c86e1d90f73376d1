"""Whoever waits for work is woken by what this process hears or puts off, and does not wait for their next look."""

from typing import Final, Protocol

from django.db import transaction
from django.db.models.signals import post_save
from django_tasks.signals import task_enqueued

from heedful.act.webhooks.models import Delivery
from heedful.interactions.models import SpoolEntry

HEARD: Final = b"heard"
PUT_OFF: Final = b"put off"
TO_BE_TOLD: Final = b"to be told"


class Sleeper(Protocol):
    """Who waits until there is something to do; perhaps in another process."""

    def wake(self) -> None: ...


def wake_when_heard(loading: Sleeper) -> None:
    def heard(**_: object) -> None:
        transaction.on_commit(loading.wake)

    post_save.connect(heard, sender=SpoolEntry, weak=False, dispatch_uid="wake the loader")


def wake_when_put_off(working: Sleeper) -> None:
    def put_off(**_: object) -> None:
        transaction.on_commit(working.wake)

    task_enqueued.connect(put_off, weak=False, dispatch_uid="wake the worker")


def wake_when_to_be_told(telling: Sleeper) -> None:
    def written(**_: object) -> None:
        transaction.on_commit(telling.wake)

    post_save.connect(written, sender=Delivery, weak=False, dispatch_uid="wake the webhooks")
