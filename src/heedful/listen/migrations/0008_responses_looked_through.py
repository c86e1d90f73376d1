from django.db import migrations, models


def prepare(_apps, _schema_editor):
    """A later migration that makes the table of responses anew drops its triggers, and has to call this again."""
    from heedful.listen.responses.searching import prepare_index

    prepare_index()


class Migration(migrations.Migration):
    dependencies = [
        ("listen", "0007_plan_invitations"),
        ("people", "0008_traces_of_surveys"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(
                fields=["survey", "channel", "sent_at", "opened_at", "answered_at"], name="invitations_counted"
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(fields=["survey", "-started_at", "-id"], name="responses_of_survey_in_time"),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(fields=["workspace", "-started_at", "-id"], name="responses_in_time"),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                fields=["survey", "set_aside", "channel", "started_at", "location", "finished_at"],
                name="responses_counted",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                condition=models.Q(("wants_help", True)),
                fields=["workspace", "-started_at"],
                name="responses_wanting_help",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                condition=models.Q(("set_aside", ""), _negated=True),
                fields=["workspace", "-started_at"],
                name="responses_set_aside",
            ),
        ),
        migrations.RunPython(prepare, migrations.RunPython.noop),
    ]
