from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnderstandConfig(AppConfig):
    name = "heedful.understand"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from heedful.ui.navigation import Entry, add, add_finder, add_list
        from heedful.understand.metrics.links import found_measures
        from heedful.understand.places.links import found_places, listed_places
        from heedful.understand.setup.queries import may_edit

        self._tell_first_steps()
        add(Entry("", _("Overview"), "understand:overview", "house", 0))
        add(Entry("understand", _("Measures"), "understand:metrics", "gauge", 10))
        add(Entry("understand", _("Places"), "understand:places", "map-pin", 20, also=_("locations ranking")))
        add_list("places", listed_places)
        add_finder("measures", found_measures)
        add_finder("places", found_places)
        add(Entry("understand", _("What happened"), "understand:events", "flag", 60, also=_("events renovation trend")))
        add(Entry("understand", _("Goals"), "understand:goals", "target", 50, also=_("targets")))
        add(Entry("settings", _("How we measure"), "understand:setup", "ruler", 32, allowed=may_edit))
        add(Entry("settings", _("Touchpoints"), "understand:standards", "signpost", 33, also=_("standards promises")))
        add(Entry("settings", _("Norms"), "understand:norms", "scale", 34))

    def _tell_first_steps(self) -> None:
        from heedful.listen.demo.workspace import furnish_with
        from heedful.listen.start.numbers import tell_first_number_by
        from heedful.understand.setup.first import tell
        from heedful.understand.setup.made_up import set_up_demo

        furnish_with(set_up_demo)
        tell_first_number_by(tell)
