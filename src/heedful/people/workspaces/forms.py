from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

COMMON = """
AUD BGN BRL CAD CHF CNY CZK DKK EUR GBP GEL HUF ILS INR JPY KRW KZT MDL MXN NOK NZD PLN RON RSD SEK TRY UAH USD ZAR
"""
CURRENCIES = tuple(COMMON.split())


class CurrencyField(forms.CharField):
    default_validators = [RegexValidator("^[A-Z]{3}$", _("A currency has three letters: EUR, UAH, USD."))]

    def to_python(self, value):
        return super().to_python(value).upper()


def zone_choices():
    """All zones for a select: by their continent, so that the first letters of a city find it."""
    continents = {}
    for zone in sorted(available_timezones() - {"UTC"}):
        continent, _slash, city = zone.rpartition("/") if zone.count("/") == 1 else zone.partition("/")
        continents.setdefault(continent if city else "", []).append((zone, (city or zone).replace("_", " ")))
    rest = continents.pop("", [])
    return [("UTC", "UTC"), *continents.items(), *([("…", rest)] if rest else [])]


class TimeZoneField(forms.CharField):
    """Of the list of all zones by its name, or, where no list was offered, by that of its city alone."""

    def __init__(self, **more):
        super().__init__(
            label=_("Time zone"),
            max_length=63,
            help_text=_("Days, weeks and months begin by these clocks. Type the name of a city."),
            widget=forms.Select(choices=zone_choices()),
            **more,
        )

    def clean(self, value):
        typed = super().clean(value).replace(" ", "_").lower()
        zones = sorted(available_timezones())
        fitting = [zone for zone in zones if zone.lower() == typed] or [
            zone for zone in zones if zone.lower().rpartition("/")[2] == typed
        ]
        if not fitting:
            raise forms.ValidationError(_("There is no such time zone. Choose one from the list, like Europe/Vilnius."))
        return fitting[0]


class WorkspaceForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("of a thing", "Name"), max_length=200)
    time_zone = TimeZoneField()
    currency = CurrencyField(
        label=_("Currency"),
        max_length=3,
        help_text=_("The one that amounts are in, as three letters. Nothing is converted."),
        widget=forms.TextInput({"list": "currencies", "autocomplete": "off", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Of mails to people who have not chosen their own."),
    )
