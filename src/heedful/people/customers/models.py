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
        verbose_name_plural = "identities"
        constraints = [models.UniqueConstraint(fields=["workspace", "kind", "value"], name="one_customer_per_identity")]

    def __str__(self) -> str:
        return self.value

    @classmethod
    def normal(cls, kind: str, value: str) -> str:
        """The one spelling under which an identity is kept: `Ann@X.org` and `ann@x.org` are one person."""
        if kind == cls.Kind.EMAIL:
            return value.strip().lower()
        if kind == cls.Kind.PHONE:
            return ("+" if value.strip().startswith("+") else "") + "".join(filter(str.isdecimal, value))
        return value.strip()


class Merge(models.Model):
    """Two customers turned out to be one. Both rows stay, so that it can be split again."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    kept = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    absorbed = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="merges")
    by = models.ForeignKey("people.Member", on_delete=models.SET_NULL, null=True, related_name="+")
    merged_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.absorbed} into {self.kept}"

    @property
    def link(self) -> str:
        """The id of the log's entry that says so."""
        return f"merge-{self.pk}"


class Split(models.Model):
    """The undoing of a merge."""

    merge = models.OneToOneField(Merge, on_delete=models.CASCADE)
    by = models.ForeignKey("people.Member", on_delete=models.SET_NULL, null=True, related_name="+")
    split_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.merge} undone"


class SearchWord(models.Model):
    """What a customer is found by: a word of their name, their key, or an identity, plainly spelt.

    In bytes, because only these have one order in every database: a beginning is a range of the index.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="words")
    word = models.BinaryField(max_length=200)
    is_identity = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "word"], name="a_search_word_once_a_customer")]
        indexes = [models.Index(fields=["workspace", "word"], name="search_words_in_order")]

    def __str__(self) -> str:
        return bytes(self.word).decode()
