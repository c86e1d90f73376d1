from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "heedful.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        self._leave_traces()
        self._stand_in_the_settings()
        self._show_customers()

    def _show_customers(self) -> None:
        from heedful.people.customers.finder import found_customers
        from heedful.ui.navigation import Entry, add, add_finder

        add(Entry("understand", _("Customers"), "people:customers", "users", 40, also=_("people")))
        add_finder("customers", found_customers)

    def _leave_traces(self) -> None:
        from allauth.account import signals as account
        from allauth.mfa import signals as two_step

        from heedful.people.sign_in import actions

        for signal in (account.password_changed, account.password_set, account.password_reset):
            signal.connect(actions.note_new_password)
        two_step.authenticator_added.connect(actions.note_two_step_on)
        two_step.authenticator_removed.connect(actions.note_two_step_off)

    def _stand_in_the_settings(self) -> None:
        from heedful.people.members.rights import may
        from heedful.ui.navigation import SETTINGS, Entry, add

        def page(title, name: str, icon: str, order: int, right: str, also="") -> Entry:
            return Entry(SETTINGS, title, name, icon, order, allowed=lambda member: may(member, right), also=also)

        account = _("password, two-step sign-in, sessions, language")
        workspace = _("time zone, currency")
        add(
            page(_("Your account"), "people:account", "circle-user-round", 10, "read", account),
            page(_("Workspace"), "people:workspace-settings", "building-2", 20, "manage_workspace", workspace),
            page(_("Places"), "people:locations", "map-pin", 25, "manage_workspace", _("clubs, shops, branches")),
            page(_("Members"), "people:members", "users", 30, "manage_members", _("roles, invitations")),
            page(_("API keys"), "people:keys", "key-round", 40, "manage_keys"),
            page(_("Outbox"), "people:outbox", "mail", 45, "manage_members", _("mails, invitations")),
        )
