# One step for a new home. An older one went through those it replaces, and keeps them.
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("understand", "0001_initial"),
        ("understand", "0002_happenings"),
        ("understand", "0003_voices"),
        ("understand", "0004_themes"),
        ("understand", "0005_found_wording"),
        ("understand", "0006_language_models"),
    ]

    initial = True

    dependencies = [
        ("people", "0001_squashed_0010_traces_of_language_models"),
    ]

    operations = [
        migrations.CreateModel(
            name="Happening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="happenings", to="people.workspace"
                    ),
                ),
                ("happened_on", models.DateField()),
                ("words", models.CharField(max_length=120)),
                ("location", models.CharField(blank=True, max_length=200)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("noted_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-happened_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "happened_on", "words", "location"), name="one_happening_said_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="goals", to="people.workspace"
                    ),
                ),
                ("metric", models.CharField(max_length=40)),
                ("method", models.CharField(max_length=40)),
                ("where", models.JSONField(blank=True, default=list)),
                ("baseline", models.FloatField(blank=True, null=True)),
                ("baseline_low", models.FloatField(blank=True, null=True)),
                ("baseline_high", models.FloatField(blank=True, null=True)),
                ("baseline_n", models.PositiveIntegerField(default=0)),
                ("baseline_from", models.DateField(blank=True, null=True)),
                ("baseline_to", models.DateField(blank=True, null=True)),
                ("target", models.FloatField()),
                ("due_on", models.DateField()),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="goals",
                        to="people.member",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Standard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="standards", to="people.workspace"
                    ),
                ),
                ("touchpoint", models.CharField(max_length=200)),
                ("metric", models.CharField(max_length=40)),
                ("method", models.CharField(max_length=40)),
                ("at_least", models.FloatField(blank=True, null=True)),
                ("at_most", models.FloatField(blank=True, null=True)),
            ],
            options={
                "ordering": ["touchpoint", "metric", "method"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "touchpoint", "metric", "method"), name="one_standard_each"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("at_least__isnull", False), ("at_most__isnull", False), _connector="OR"),
                        name="standard_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasureSetup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="measure_setup", to="people.workspace"
                    ),
                ),
                ("opening_event", models.CharField(default="subscribed", max_length=200)),
                ("closing_event", models.CharField(default="cancelled", max_length=200)),
                (
                    "margin",
                    models.FloatField(
                        default=1.0,
                        validators=[
                            django.core.validators.MinValueValidator(0.0),
                            django.core.validators.MaxValueValidator(1.0),
                        ],
                    ),
                ),
                (
                    "relationship_years",
                    models.FloatField(
                        blank=True, null=True, validators=[django.core.validators.MinValueValidator(0.0)]
                    ),
                ),
                (
                    "yearly_discount",
                    models.FloatField(
                        default=0.1,
                        validators=[
                            django.core.validators.MinValueValidator(0.0),
                            django.core.validators.MaxValueValidator(1.0),
                        ],
                    ),
                ),
                (
                    "silence_percentile",
                    models.FloatField(
                        default=0.9,
                        validators=[
                            django.core.validators.MinValueValidator(0.0),
                            django.core.validators.MaxValueValidator(1.0),
                        ],
                    ),
                ),
                ("working_hours", models.CharField(blank=True, max_length=500)),
                ("holidays_country", models.CharField(blank=True, max_length=2)),
                ("holidays_subdivision", models.CharField(blank=True, max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name="Norm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="norms",
                        to="people.workspace",
                    ),
                ),
                ("metric", models.CharField(max_length=40)),
                ("method", models.CharField(max_length=40)),
                ("value", models.FloatField()),
                ("source", models.CharField(blank=True, max_length=300)),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("region", models.CharField(blank=True, max_length=100)),
                ("n", models.PositiveIntegerField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("workspace__isnull", False),
                            models.Q(
                                models.Q(("source", ""), _negated=True),
                                models.Q(("region", ""), _negated=True),
                                ("year__isnull", False),
                                ("n__gt", 0),
                                ("n__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="published_norm_is_sourced",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("workspace__isnull", False)),
                        fields=("workspace", "metric", "method"),
                        name="one_own_norm",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("workspace__isnull", True)),
                        fields=("metric", "method", "source", "year", "region"),
                        name="one_published_norm_per_source",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ThemeSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="theme_set", to="people.workspace"
                    ),
                ),
                ("pack", models.CharField(blank=True, max_length=40)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="FoundRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="theme_runs", to="people.workspace"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("done", "Done"), ("failed", "Failed")],
                        default="running",
                        max_length=8,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("texts", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("found", models.PositiveIntegerField(default=0)),
                ("version", models.BigIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-started_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="people.workspace"
                    ),
                ),
                ("interaction", models.TextField()),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("feeling", "Feeling"),
                            ("intent", "Intent"),
                            ("language", "Language"),
                            ("harsh", "Harsh"),
                            ("themes", "Themes"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.TextField(blank=True)),
                ("was", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("by_name", models.CharField(blank=True, max_length=150)),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_by_name", models.CharField(blank=True, max_length=150)),
                ("laid_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["workspace", "interaction"], name="corrections_of_a_text"),
                    models.Index(
                        condition=models.Q(("laid_at", None)), fields=["workspace"], name="corrections_to_lay"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)),
                        fields=("workspace", "interaction", "field"),
                        name="one_correction_holds",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="saved_views", to="people.workspace"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("query", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [models.UniqueConstraint(fields=("workspace", "name"), name="one_view_per_name")],
            },
        ),
        migrations.CreateModel(
            name="Teaching",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="teachings", to="people.workspace"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("model", models.CharField(max_length=200)),
                ("texts", models.PositiveIntegerField()),
                ("corrections", models.PositiveIntegerField(default=0)),
                ("held_out", models.PositiveIntegerField(default=0)),
                ("before", models.FloatField(blank=True, null=True)),
                ("after", models.FloatField(blank=True, null=True)),
                ("kept", models.BooleanField(default=False)),
                ("head", models.BinaryField(blank=True, default=bytes)),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="LanguageModel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="language_model",
                        to="people.workspace",
                    ),
                ),
                ("base_url", models.CharField(max_length=300)),
                ("name", models.CharField(max_length=200)),
                ("key", models.TextField(blank=True)),
                ("is_on", models.BooleanField(default=False)),
                (
                    "set_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("set_by_name", models.CharField(blank=True, max_length=150)),
                ("set_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="NamedTheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="themes", to="understand.themeset"
                    ),
                ),
                ("key", models.CharField(max_length=80)),
                ("names", models.JSONField(default=dict)),
                ("descriptions", models.JSONField(blank=True, default=dict)),
                ("keywords", models.JSONField(blank=True, default=dict)),
                ("examples", models.JSONField(blank=True, default=dict)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="children",
                        to="understand.namedtheme",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="merged",
                        to="understand.namedtheme",
                    ),
                ),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("set", "key"), name="one_theme_by_each_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("merged_into", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="no_theme_is_merged_into_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ThemeExample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="marks", to="understand.namedtheme"
                    ),
                ),
                ("text", models.CharField(max_length=200)),
                ("sentence", models.PositiveSmallIntegerField(default=0)),
                ("belongs", models.BooleanField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("theme", "text", "sentence"), name="one_mark_of_a_sentence_and_theme"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ThemeChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="understand.themeset"
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="changes",
                        to="understand.namedtheme",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="understand.namedtheme",
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("pack", "began from a trade"),
                            ("added", "added"),
                            ("renamed", "renamed"),
                            ("keywords", "words changed"),
                            ("merged", "merged"),
                            ("separated", "taken apart again"),
                            ("split", "split"),
                            ("archived", "put away"),
                            ("restored", "taken back"),
                            ("promoted", "named, after it was found"),
                            ("marked", "taught by a text"),
                        ],
                        max_length=12,
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.member",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-version", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="FoundTheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="found_themes", to="people.workspace"
                    ),
                ),
                ("key", models.CharField(max_length=80)),
                ("parent", models.CharField(blank=True, max_length=80)),
                ("names", models.JSONField(default=dict)),
                ("phrases", models.JSONField(default=list)),
                ("wording", models.JSONField(default=list)),
                ("centroid", models.BinaryField()),
                ("n", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("new", "New"), ("rising", "Rising"), ("steady", "Steady"), ("gone", "Gone")],
                        default="new",
                        max_length=8,
                    ),
                ),
                ("first_seen", models.DateTimeField()),
                ("last_seen", models.DateTimeField()),
                ("hidden_at", models.DateTimeField(blank=True, null=True)),
                (
                    "promoted_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="found_as",
                        to="understand.namedtheme",
                    ),
                ),
            ],
            options={
                "ordering": ["-n", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "key"), name="one_found_theme_by_each_key")
                ],
            },
        ),
    ]
