from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActConfig(AppConfig):
    name = "heedful.act"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from heedful.act.notifications.queries import unread_count, unread_notices
        from heedful.people.members.queries import ask_with_seats
        from heedful.people.members.rights import may
        from heedful.ui.navigation import SETTINGS, Entry, add

        def may_manage(member):
            return may(member, "manage_keys")

        def may_set_up(member):
            return may(member, "manage_workspace")

        ask_with_seats("unread_notices", unread_notices())
        add(
            Entry("act", _("Notices"), "act:notices", "bell", 5, also=_("news unread inbox"), count=unread_count),
            Entry("act", _("Cases"), "act:cases", "inbox", 10, also=_("complaints follow up tickets customers")),
            Entry(SETTINGS, _("Cases"), "act:case-settings", "inbox", 44, allowed=may_set_up, also=_("promises SLA")),
            Entry("act", _("Alerts"), "act:alerts", "bell-ring", 20, also=_("rules firing told")),
            Entry(
                SETTINGS, _("Notifications"), "act:notifications", "bell-dot", 15, also=_("Slack Telegram mail digests")
            ),
            Entry("act", _("Plans"), "act:plans", "clipboard-check", 30, also=_("actions effects proof")),
            Entry(
                SETTINGS, _("Webhooks"), "act:webhooks", "webhook", 42, allowed=may_manage, also=_("programs events")
            ),
        )
        self._follow_customers()
        self._take_answers()
        self._tell_of_plans()
        self._furnish_demos()

    def _follow_customers(self):
        from heedful.people.customers.forgetting import forget_also_by
        from heedful.people.customers.sections import add_section

        def forget(workspace, names):
            from heedful.act.cases.erasing import forget_cases

            return forget_cases(workspace, names)

        def drawn(member, person, now):
            from heedful.act.cases.portrait import cases_of

            return cases_of(member, person, now)

        def forget_alerts(workspace, names):
            from heedful.act.alerts.erasing import forget_in_alerts

            return forget_in_alerts(workspace, names)

        forget_also_by("cases", forget)
        forget_also_by("alerts", forget_alerts)
        add_section("cases", drawn)

    def _take_answers(self):
        from heedful.listen.invitations.returns import take_also_by

        def take(raw, now):
            from heedful.act.cases.mailbox import take_answer

            return take_answer(raw, now)

        take_also_by(take)

    def _tell_of_plans(self):
        from heedful.understand.strategy.plans import tell_plans_by

        def tell(member, now):
            from heedful.act.plans.glance import plans_at_a_glance

            return plans_at_a_glance(member, now)

        tell_plans_by(tell)

    def _furnish_demos(self):
        from heedful.listen.demo.furnishing import furnish_at_last_with

        def furnish(workspace):
            from heedful.act.demo.actions import furnish_loop  # slow to import, as all that measures

            furnish_loop(workspace)

        furnish_at_last_with(furnish)
