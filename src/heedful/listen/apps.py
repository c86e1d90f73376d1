from pathlib import Path

from django.apps import AppConfig


class ListenConfig(AppConfig):
    name = "heedful.listen"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from django.conf import settings
        from django.utils.translation import gettext_lazy as _
        from django_tasks.signals import task_finished

        from heedful.people.customers.forgetting import forget_also_by
        from heedful.people.customers.sections import add_section
        from heedful.ui.navigation import Entry, add

        def finished(task_result, **_said):
            from heedful.listen.demo import tasks as demo  # with the log and every file format: slow to import
            from heedful.listen.imports import tasks as imports

            if task_result.status == "FAILED":
                imports.say_broken_off(task_result.id)
                demo.say_broken_off(task_result.id)

        def forget(workspace, names):
            from heedful.listen.imports.erasing import forget_in_imports

            return forget_in_imports(workspace, names, home=Path(settings.HOME))

        def forget_address(workspace, names):
            from heedful.listen.invitations.throttling import forget_suppressed

            return forget_suppressed(workspace, names)

        def asked(member, person, now):
            from heedful.listen.invitations.explanation import drawn_for

            return drawn_for(member, person, now)

        def forget_answers(workspace, names):
            from heedful.listen.responses.erasing import forget_responses

            return forget_responses(workspace, names)

        forget_also_by("imports", forget)
        forget_also_by("responses", forget_answers)
        forget_also_by("suppressions", forget_address)
        add_section("asked", asked)
        task_finished.connect(finished, weak=False, dispatch_uid="imports broken off")

        def page(title, name: str, icon: str, order: int, also) -> Entry:
            return Entry("listen", title, name, icon, order, allowed=lambda member: not member.is_limited, also=also)

        add(
            Entry(
                "listen", _("Surveys"), "listen:surveys", "clipboard-list", 5, also=_("ask questionnaire NPS CSAT CES")
            ),
            Entry("listen", _("Responses"), "listen:responses", "message-square-text", 8, also=_("answers export")),
            page(_("Audiences"), "listen:audiences", "users-round", 12, _("list segment whom to ask")),
            page(_("Imports"), "listen:imports", "file-up", 20, _("upload file CSV Excel")),
            page(_("Data health"), "listen:health", "heart-pulse", 30, _("spool loader rejected log")),
        )
        self._stand_in_the_settings()

    def _stand_in_the_settings(self):
        from django.utils.translation import gettext_lazy as _

        from heedful.people.members.rights import may
        from heedful.ui.navigation import SETTINGS, Entry, add

        def page(title, name: str, icon: str, order: int, right: str, also="") -> Entry:
            return Entry(SETTINGS, title, name, icon, order, allowed=lambda member: may(member, right), also=also)

        outbox, short = _("mails that wait, invitations to surveys"), _("SMS gateway Twilio phone")
        unwanted = _("unsubscribed bounced complained suppression list")
        add(
            page(_("Sender of surveys"), "listen:sender", "send", 50, "manage_workspace", _("mail from, reply to")),
            page(_("Short messages"), "listen:gateway", "smartphone", 51, "manage_workspace", short),
            page(_("Outbox of surveys"), "listen:outbox", "mails", 52, "send_surveys", outbox),
            page(_("Not written to"), "listen:suppressions", "mail-x", 53, "send_surveys", unwanted),
        )
