from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActConfig(AppConfig):
    name = "heedful.act"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from heedful.people.members.rights import may
        from heedful.ui.navigation import SETTINGS, Entry, add

        def may_manage(member):
            return may(member, "manage_keys")

        add(
            Entry(SETTINGS, _("Webhooks"), "act:webhooks", "webhook", 42, allowed=may_manage, also=_("programs events"))
        )
