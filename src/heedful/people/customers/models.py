from django.db import models

from heedful.people.workspaces.models import Workspace


class Customer(models.Model):
    """What we know of a person beyond the log: `key` is what stands in the log's `customer` column."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="customers")
    key = models.CharField(max_length=200)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="one_customer_per_key")]

    def __str__(self) -> str:
        return self.name or self.key


class Identity(models.Model):
    """One way to know a customer again: an e-mail address, a phone number, the shop's own number."""

    class Kind(models.TextChoices):
        ID = "id"
        EMAIL = "email"
        PHONE = "phone"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "kind", "value"], name="one_customer_per_identity")]

    def __str__(self) -> str:
        return self.value
