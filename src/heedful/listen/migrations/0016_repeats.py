import django.db.models.deletion
from django.db import migrations, models

FILTERED = ["set_aside", "channel", "location", "language", "version", "score", "wants_help", "suspicion"]
OF_SURVEY = ["survey", "-started_at", "-id", *FILTERED]
OF_WORKSPACE = ["workspace", "-started_at", "-id", "survey", *FILTERED]


class Migration(migrations.Migration):
    """Signs that somebody answered twice; and what looks like no real answer is found among very many."""

    dependencies = [
        ("listen", "0015_filters_in_the_index"),
        ("people", "0008_traces_of_surveys"),
    ]

    operations = [
        migrations.AddField("response", "likeness", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "response",
            models.Index(
                condition=models.Q(likeness__isnull=False), fields=["likeness", "updated_at"], name="responses_alike"
            ),
        ),
        migrations.RemoveIndex("response", "responses_of_survey_in_time"),
        migrations.AddIndex("response", models.Index(fields=OF_SURVEY, name="responses_of_survey_in_time")),
        migrations.RemoveIndex("response", "responses_in_time"),
        migrations.AddIndex("response", models.Index(fields=OF_WORKSPACE, name="responses_in_time")),
        migrations.CreateModel(
            name="Repeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.CharField(choices=[("person", "Person"), ("answers", "Answers")], max_length=10)),
                ("found_at", models.DateTimeField()),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.workspace"
                    ),
                ),
                (
                    "response",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="repeat", to="listen.response"
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="listen.response"
                    ),
                ),
            ],
        ),
    ]
