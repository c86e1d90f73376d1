from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heedful.interactions.schema import KINDS
from heedful.listen.audiences.models import Audience
from heedful.listen.invitations.models import Sending, SendingHours, Throttle
from heedful.listen.invitations.throttling import DEFAULT_DAYS, MEASURES
from heedful.listen.surveys.models import Survey
from heedful.people.workspaces.models import Location

WHEN = [
    ("once", _("Once")),
    ("waves", _("Again and again, a few each day")),
    ("trigger", _("After something happened")),
]
CHANNELS = [
    ("email", _("By e-mail")),
    ("sms", _("By short message")),
    ("link", _("Links to give out yourself")),
]
CADENCES = [(30, _("every month")), (90, _("every three months")), (180, _("every half year")), (365, _("every year"))]
OCCASIONS = [
    ("order", _("an order")),
    ("event:visit", _("a visit")),
    ("case:resolved", _("a case was closed")),
    ("other", _("something else")),
]
WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]
WORDS = (("subject", _("Subject"), 200), ("intro", _("Above the question"), 2_000), ("sms", _("Short message"), 300))
MOST_DAYS = 3_650


class SendingForm(forms.Form):
    """Whom, when, in which words."""

    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=200)
    audience = forms.ChoiceField(label=_("Whom"), required=False)
    channel = forms.ChoiceField(label=_("How"), choices=CHANNELS, initial="email")
    kind = forms.ChoiceField(label=_("When"), choices=WHEN, initial="once")
    begins_at = forms.DateTimeField(
        label=_("Not before"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"],
        help_text=_("By the company’s clock; empty means at once."),
    )
    cadence_days = forms.TypedChoiceField(
        label=_("Each person"), choices=CADENCES, coerce=int, required=False, empty_value=None, initial=90
    )
    occasion = forms.ChoiceField(label=_("After"), choices=OCCASIONS, required=False, initial="order")
    other_kind = forms.ChoiceField(label=_("Of the kind"), choices=[(each, each) for each in KINDS], required=False)
    other_name = forms.CharField(label=_("With the name"), max_length=200, required=False)
    location = forms.ChoiceField(label=_("At"), required=False)
    delay_hours = forms.FloatField(label=_("Hours later"), min_value=0, max_value=24 * 90, required=False, initial=2)
    sample_percent = forms.IntegerField(
        label=_("Ask so many of a hundred"), min_value=1, max_value=100, required=False, initial=100
    )
    daily_cap = forms.IntegerField(label=_("At most a day"), min_value=1, max_value=10_000_000, required=False)
    reminders = forms.CharField(
        label=_("Remind after days"),
        required=False,
        max_length=60,
        help_text=_("“3, 7” writes again after three days and after seven to whoever has not begun to answer."),
    )

    def __init__(
        self,
        *args,
        audiences: Iterable[Audience],
        places: Iterable[Location],
        languages: Iterable[str],
        zone: str,
        **more,
    ):
        super().__init__(*args, **more)
        self.zone, self.languages = ZoneInfo(zone), tuple(languages)
        self.audiences = {str(each.pk): each for each in audiences}
        self.fields["audience"].choices = [
            ("", _("Everybody you know")),
            *((key, each.name) for key, each in self.audiences.items()),
        ]
        self.fields["location"].choices = [("", _("any place")), *((each.key, each.name) for each in places)]
        for language in self.languages:
            for what, label, most in WORDS:
                field = forms.CharField(label=label, max_length=most, required=False)
                if what != "subject":
                    field.widget = forms.Textarea(attrs={"rows": 2})
                self.fields[f"{what}_{language}"] = field

    @property
    def words_fields(self) -> list[tuple[str, list[Any]]]:
        return [(each, [self[f"{what}_{each}"] for what, _label, _most in WORDS]) for each in self.languages]

    def clean_reminders(self) -> list[int]:
        said = self.cleaned_data["reminders"].replace(";", ",")
        try:
            days = sorted({int(each) for each in said.split(",") if each.strip()})
        except ValueError:
            raise forms.ValidationError(_("Write whole numbers of days, with commas between them.")) from None
        if len(days) > 5 or any(not 1 <= each <= 90 for each in days):
            raise forms.ValidationError(_("Up to five reminders, each after one to ninety days."))
        return days

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == "waves" and not given.get("cadence_days"):
            self.add_error("cadence_days", _("Say how often each person is asked."))
        if given.get("kind") == "trigger" and not given.get("occasion"):
            self.add_error("occasion", _("Say what must happen."))
        if given.get("kind") != "once" and given.get("channel") == "link":
            self.add_error("channel", _("Links to give out yourself are made once."))
        return given

    @property
    def what(self) -> dict[str, Any]:
        """The fields of the sending; those of another way of asking are let go."""
        given = self.cleaned_data
        kind = given["kind"]
        return {
            "name": given["name"],
            "kind": kind,
            "channel": given["channel"],
            "audience": self.audiences.get(given["audience"]),
            "begins_at": given["begins_at"] if kind != "trigger" else None,
            "cadence_days": given["cadence_days"] if kind == "waves" else None,
            "trigger": self._trigger() if kind == "trigger" else {},
            "delay_minutes": round((given["delay_hours"] or 0) * 60) if kind == "trigger" else 0,
            "sample_percent": (given["sample_percent"] or 100) if kind != "waves" else 100,
            "daily_cap": given["daily_cap"],
            "reminders": given["reminders"],
            "words": self._words(),
        }

    def _trigger(self) -> dict[str, str]:
        given = self.cleaned_data
        kind, _colon, name = given["occasion"].partition(":")
        if given["occasion"] == "other":
            kind, name = given["other_kind"], given["other_name"].strip()
        said = {"kind": kind, "name": name, "location": given["location"]}
        return {what: value for what, value in said.items() if value}

    def _words(self) -> dict[str, dict[str, str]]:
        said = {
            language: {
                what: value for what, *_rest in WORDS if (value := self.cleaned_data[f"{what}_{language}"].strip())
            }
            for language in self.languages
        }
        return {language: words for language, words in said.items() if words}


def asked_by(sending: Sending) -> dict[str, Any]:
    """What the form of a sending begins with."""
    trigger = sending.trigger
    usual = f"{trigger.get('kind', '')}:{trigger.get('name', '')}".rstrip(":")
    is_usual = usual in dict(OCCASIONS)
    words = {f"{what}_{language}": said for language, each in sending.words.items() for what, said in each.items()}
    return words | {
        "name": sending.name,
        "kind": sending.kind,
        "channel": sending.channel,
        "audience": str(sending.audience_id or ""),
        "begins_at": sending.begins_at,
        "cadence_days": sending.cadence_days or 90,
        "occasion": usual if is_usual else "other" if trigger else "order",
        "other_kind": trigger.get("kind", ""),
        "other_name": trigger.get("name", ""),
        "location": trigger.get("location", ""),
        "delay_hours": sending.delay_minutes / 60,
        "sample_percent": sending.sample_percent,
        "daily_cap": sending.daily_cap,
        "reminders": ", ".join(map(str, sending.reminders)),
    }


class OneForm(forms.Form):
    """Somebody to be asked by hand."""

    address = forms.EmailField(label=_("E-mail address"), max_length=200)


class HoursForm(forms.Form):
    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("Until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("On"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    daily_cap = forms.IntegerField(
        label=_("At most a day, over all surveys"), min_value=1, max_value=10_000_000, required=False
    )
    sender_name = forms.CharField(label=_("The sender’s name"), max_length=100, required=False)
    reply_to = forms.EmailField(label=_("Answers go to"), max_length=254, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("begins") and given.get("ends") and given["begins"] >= given["ends"]:
            self.add_error("ends", _("The hours end before they begin."))
        return given


def hours_kept(kept: SendingHours | None) -> dict[str, Any]:
    if kept is None:
        return {"begins": "09:00", "ends": "20:00", "weekdays": list(range(7))}
    names = ("begins", "ends", "daily_cap", "sender_name", "reply_to")
    return {name: getattr(kept, name) for name in names} | {"weekdays": kept.weekdays or list(range(7))}


class ThrottleForm(forms.Form):
    """Days between two questions to one person: of anything, of a measure, of a survey."""

    def __init__(self, *args, surveys: Iterable[Survey], throttles: Iterable[Throttle], **more):
        super().__init__(*args, **more)
        self.scopes: dict[str, tuple[str, Survey | None]] = {"any": ("", None)}
        self.scopes |= {measure: (measure, None) for measure in MEASURES}
        self.scopes |= {f"survey_{each.pk}": ("", each) for each in surveys}
        kept = {(each.measure, each.survey_id): each.days for each in throttles}
        for name, (measure, survey) in self.scopes.items():
            initial = kept.get((measure, survey.pk if survey else None), DEFAULT_DAYS if name == "any" else None)
            self.fields[name] = forms.IntegerField(
                label=_label(measure, survey), initial=initial, min_value=0, max_value=MOST_DAYS, required=name == "any"
            )

    @property
    def days(self) -> dict[tuple[str, Survey | None], int | None]:
        return {scope: self.cleaned_data[name] for name, scope in self.scopes.items()}


def _label(measure: str, survey: Survey | None) -> Any:
    if survey is not None:
        return survey.name
    return {
        "": _("Between any two questions"),
        "nps": _("Between two questions whether they recommend you"),
        "csat": _("Between two questions how satisfied they are"),
        "ces": _("Between two questions how easy it was"),
    }[measure]
