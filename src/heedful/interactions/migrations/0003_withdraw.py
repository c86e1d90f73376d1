from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interactions", "0002_forget")]

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
                    ("withdraw", "Withdraw"),
                    ("restore", "Restore"),
                ],
                max_length=12,
            ),
        ),
    ]
