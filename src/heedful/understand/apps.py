from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnderstandConfig(AppConfig):
    name = "heedful.understand"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from heedful.people.members.rights import may
        from heedful.ui.navigation import Entry, add, add_finder, add_list
        from heedful.understand.metrics.links import found_measures
        from heedful.understand.places.links import found_places, listed_places

        def may_edit(member):
            return may(member, "edit_goals")

        def may_manage(member):
            return may(member, "manage_workspace")

        self._tell_first_steps()
        self._forget_with_customers()
        add(Entry("", _("Overview"), "understand:overview", "house", 0))
        strategy = _("personas touchpoints journey promises plan roll-out")
        add(Entry("understand", _("Strategy"), "understand:strategy", "compass", 5, also=strategy))
        add(Entry("understand", _("Measures"), "understand:metrics", "gauge", 10))
        add(Entry("understand", _("Places"), "understand:places", "map-pin", 20, also=_("locations ranking")))
        add(Entry("understand", _("Drivers"), "understand:drivers", "weight", 30, also=_("causes reasons importance")))
        add(Entry("understand", _("Voices"), "understand:voices", "message-square-quote", 24, also=_("quotes")))
        add(Entry("understand", _("Themes"), "understand:themes", "tags", 26, also=_("topics complaints praise")))
        add_list("places", listed_places)
        add_finder("measures", found_measures)
        add_finder("places", found_places)
        add(Entry("understand", _("What happened"), "understand:events", "flag", 60, also=_("events renovation trend")))
        add(Entry("understand", _("Goals"), "understand:goals", "target", 50, also=_("targets")))
        add(Entry("settings", _("How we measure"), "understand:setup", "ruler", 32, allowed=may_edit))
        add(Entry("settings", _("Touchpoints"), "understand:standards", "signpost", 33, also=_("standards promises")))
        add(Entry("settings", _("Norms"), "understand:norms", "scale", 34))
        model = _("summaries translation")
        title = _("Language model")
        add(Entry("settings", title, "understand:language-model", "bot", 52, allowed=may_manage, also=model))

    def _forget_with_customers(self) -> None:
        from heedful.people.customers.forgetting import forget_also_by

        def forget(workspace, names):
            from heedful.understand.themes.erasing import forget_marks  # slow to import, as all that measures

            return forget_marks(workspace, names)

        forget_also_by("marks on themes", forget)

    def _tell_first_steps(self) -> None:
        from heedful.listen.demo.furnishing import furnish_with
        from heedful.listen.start.numbers import tell_first_number_by

        def furnish(workspace):
            from heedful.understand.setup.made_up import set_up_demo  # slow to import, as all that measures

            set_up_demo(workspace)

        def tell(member, now):
            from heedful.understand.setup import first

            return first.tell(member, now)

        furnish_with(furnish)
        tell_first_number_by(tell)
