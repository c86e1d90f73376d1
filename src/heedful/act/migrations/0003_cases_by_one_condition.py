from django.db import migrations, models

NEWEST = ["-opened_at", "-id"]


class Migration(migrations.Migration):
    """A list of a million is read in its order whatever the condition is: whose, from where, how urgent."""

    dependencies = [("act", "0002_loop")]

    operations = [
        migrations.AddIndex("case", models.Index(fields=["workspace", by, *NEWEST], name=name))
        for by, name in (("owner", "cases_newest_of"), ("origin", "cases_newest_from"), ("priority", "cases_newest_as"))
    ]
