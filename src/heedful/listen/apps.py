from django.apps import AppConfig


class ListenConfig(AppConfig):
    name = "heedful.listen"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from django.utils.translation import gettext_lazy as _
        from django_tasks.signals import task_finished

        from heedful.ui.navigation import Entry, add

        def finished(task_result, **_said):
            from heedful.listen.demo import tasks as demo  # with the log and every file format: slow to import
            from heedful.listen.imports import tasks as imports

            if task_result.status == "FAILED":
                imports.say_broken_off(task_result.id)
                demo.say_broken_off(task_result.id)

        task_finished.connect(finished, weak=False, dispatch_uid="imports broken off")
        add(
            Entry("listen", _("Imports"), "listen:imports", "file-up", 20, also=_("upload file CSV Excel")),
            Entry("listen", _("Data health"), "listen:health", "heart-pulse", 30, also=_("spool loader rejected log")),
        )
