from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "heedful.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        self._leave_traces()
        self._stand_in_the_settings()

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

        def who(right: str):
            return lambda member: may(member, right)

        account = _("password, two-step sign-in, sessions, language")
        add(
            Entry(SETTINGS, _("Your account"), "people:account", "circle-user-round", 10, also=account),
            Entry(SETTINGS, _("Outbox"), "people:outbox", "mail", 45, allowed=who("manage_members")),
        )
