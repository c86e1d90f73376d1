from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interactions", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="spoolentry",
            name="what",
            field=models.CharField(
                choices=[
                    ("interactions", "Interactions"),
                    ("link", "Link"),
                    ("unlink", "Unlink"),
                    ("erase", "Erase"),
                    ("forget", "Forget"),
                ],
                max_length=12,
            ),
        ),
    ]
