from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from heedful.understand.events.models import Happening
from heedful.understand.metrics.forms import EARLIEST, LATEST
from heedful.understand.metrics.metric import Words

EVERYWHERE = _("Everywhere")


class HappeningForm(forms.Form):
    """`places`: what the member may choose from, by key; `whole`: whether they may speak for the whole company."""

    happened_on = forms.DateField(
        label=_("When"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d"]
    )
    words = forms.CharField(
        label=_("What happened"),
        max_length=Happening._meta.get_field("words").max_length,
        help_text=_("A few words, as they are to stand on the trend: “changing rooms renovated”."),
    )
    location = forms.ChoiceField(label=_("Where"), required=False)

    def __init__(self, *args, places: dict[str, Words], whole: bool, **more) -> None:
        super().__init__(*args, **more)
        everywhere = [("", EVERYWHERE)] if whole else []
        self.fields["location"].choices = [*everywhere, *places.items()]
        self.fields["location"].required = not whole

    def clean_happened_on(self) -> date:
        day = self.cleaned_data["happened_on"]
        if not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("This is not a date between 1900 and 2199."))
        return day
