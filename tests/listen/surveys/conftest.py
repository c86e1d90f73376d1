"""The builder's page as somebody presses its buttons."""

import pytest
from django.urls import reverse
from django.utils import timezone

from heedful.listen.surveys.actions import create_survey
from heedful.listen.surveys.document import Document, Nps, Text
from heedful.listen.surveys.models import Survey
from heedful.listen.surveys.queries import survey_document

ASKED = Nps(key="nps", title={"en": "Would you recommend us?"}, lowest={"en": "No"}, highest={"en": "Yes"})
WHY = Text(key="why", title={"en": "Why?"}, long=True)


@pytest.fixture
def drafted(alice) -> Survey:
    document = Document(title={"en": "After a visit"}, questions=(ASKED, WHY), thanks={"en": "Thank you"})
    return create_survey(alice.workspace, name="After a visit", document=document, by=alice, now=timezone.now())


@pytest.fixture
def builder(client, alice, drafted, store):
    """Presses a button of the page with what stands in its form, and gives the draft afterwards."""
    client.force_login(alice.user)
    return Builder(client, drafted)


class Builder:
    def __init__(self, client, survey):
        self.client, self.survey, self.page = client, survey, reverse("listen:survey", args=[survey.pk])
        self.answer = None

    def open(self, part="", **headers):
        self.answer = self.client.get(f"{self.page}{part}", **headers)
        return self.answer

    def fields(self):
        """What a browser would send of the page as it stands."""
        context = self.answer.context
        form = context["form"]
        forms = [form] if hasattr(form, "fields") else [form.main, *getattr(form, "endings", ())]
        forms += [form.shown_if, *form.jumps] if hasattr(form, "jumps") else []
        given = {"step": context["survey"].draft.pk, "part": context["part"]}
        given["kind"] = context["kind"].name if context["kind"] else ""
        for each in forms:
            for name in each.fields:
                value = each[name].value()
                if value is not None and value is not False:
                    given[each.add_prefix(name)] = "on" if value is True else value
        return given

    def press(self, then="", *, follow=True, headers=None, **typed):
        self.answer = self.client.post(
            self.page, {**self.fields(), "then": then, **typed}, follow=follow, headers=headers or {}
        )
        return self.draft

    @property
    def draft(self) -> Document:
        self.survey.refresh_from_db()
        return survey_document(self.survey)

    @property
    def keys(self) -> list[str]:
        return [each.key for each in self.draft.questions]

    @property
    def words(self) -> str:
        return self.answer.content.decode()
