"""A trace names who did it, so that it still does when the seat is gone."""

from django.db import migrations


def name_them(apps, _schema_editor):
    Trace = apps.get_model("people", "Trace")
    for trace in Trace.objects.filter(by_name="").exclude(by=None).select_related("by__user").iterator():
        Trace.objects.filter(pk=trace.pk).update(by_name=trace.by.user.username)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_members_mail_and_preferences")]

    operations = [migrations.RunPython(name_them, migrations.RunPython.noop)]
