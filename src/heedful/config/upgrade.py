"""Bringing the database to this version: under the home's lock, idempotent, and never over a state it does not know."""

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor

from heedful.config.home import HomeError

RESTORE = "Restore the backup made before it: heedful restore FILE --replace"


class UpgradeError(HomeError):
    """The database is in a state that this version must not touch; the message names the remedy."""


def pending() -> list[str]:
    """Migrations this version has and the database has not, in order."""
    executor = MigrationExecutor(connection)
    return [f"{migration.app_label}.{migration.name}" for migration, _ in executor.migration_plan(_goal(executor))]


def upgrade() -> list[str]:
    """Apply what is pending; returns what was applied."""
    executor = MigrationExecutor(connection)
    refuse_unknown(executor)
    plan = executor.migration_plan(_goal(executor))
    try:
        executor.loader.check_consistent_history(connection)
        executor.migrate(_goal(executor), plan=plan)
    except InconsistentMigrationHistory as error:
        raise UpgradeError(f"The database is half-upgraded: {error} {RESTORE}") from error
    except DatabaseError as error:
        raise UpgradeError(f"The database could not be upgraded and stays as it was: {error}. {RESTORE}") from error
    refuse_incomplete()
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def refuse_unknown(executor: MigrationExecutor | None = None) -> None:
    executor = executor or MigrationExecutor(connection)
    labels = {config.label for config in apps.get_app_configs()}
    known = executor.loader.disk_migrations
    unknown = sorted(
        f"{app}.{name}"
        for app, name in executor.loader.applied_migrations
        if (app, name) not in known and app in labels
    )
    if unknown:
        raise UpgradeError(
            f"The database was written by a newer Heedful (it holds {unknown[-1]}). "
            f"Install that version again or a newer one. Or go back: {RESTORE[0].lower()}{RESTORE[1:]}"
        )


def refuse_incomplete() -> None:
    """Every table and column that the models name is there."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            options = model._meta
            if not options.managed or options.proxy:
                continue
            if options.db_table not in tables:
                raise UpgradeError(f"The database is half-upgraded: the table {options.db_table} is missing. {RESTORE}")
            there = {column.name for column in connection.introspection.get_table_description(cursor, options.db_table)}
            if missing := sorted({field.column for field in options.local_concrete_fields} - there):
                raise UpgradeError(
                    f"The database is half-upgraded: {options.db_table} lacks {', '.join(missing)}. {RESTORE}"
                )


def _goal(executor: MigrationExecutor) -> list[tuple[str, str]]:
    return executor.loader.graph.leaf_nodes()
