"""What others may hear of responses. Sent inside the transaction that saves: a receiver that fails undoes it."""

from django.dispatch import Signal

response_changed = Signal()  # sender=Response, response, created: bool
