"""What others may hear of responses. Sent inside the transaction that saves: a receiver that fails undoes it."""

from django.dispatch import Signal

response_changed = Signal()  # sender=Response, response, created: bool
response_erased = Signal()  # sender=Response, response: in the transaction in which it goes with its customer, before
