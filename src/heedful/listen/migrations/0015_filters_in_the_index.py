from django.db import migrations, models

FILTERED = ["set_aside", "channel", "location", "language", "version", "score", "wants_help"]
OF_SURVEY = ["survey", "-started_at", "-id", *FILTERED]
OF_WORKSPACE = ["workspace", "-started_at", "-id", "survey", *FILTERED]


class Migration(migrations.Migration):
    """The filters find few responses among very many without a look at each."""

    dependencies = [("listen", "0014_a_workspace_goes_with_all_of_it")]

    operations = [
        migrations.RemoveIndex("response", "responses_of_survey_in_time"),
        migrations.AddIndex("response", models.Index(fields=OF_SURVEY, name="responses_of_survey_in_time")),
        migrations.RemoveIndex("response", "responses_in_time"),
        migrations.AddIndex("response", models.Index(fields=OF_WORKSPACE, name="responses_in_time")),
    ]
