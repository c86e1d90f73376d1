from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from heedful.people.models import Workspace
from heedful.stats import BusinessCalendar, public_holidays
from heedful.understand.metrics.models import MeasureSetup


class SetupError(ValueError):
    """The measures cannot be set up so; says why."""


@transaction.atomic
def set_up_measures(workspace: Workspace, told: Mapping[str, str | float]) -> MeasureSetup:
    """Tell the measures what the log cannot: working hours, holidays, margin … What is not told stays."""
    setup, _ = MeasureSetup.objects.get_or_create(workspace=workspace)
    for name, value in told.items():
        setattr(setup, name, value)
    try:
        setup.full_clean()
    except ValidationError as error:
        raise SetupError("; ".join(f"{name}: {' '.join(why)}" for name, why in error.message_dict.items())) from error
    _check_hours(setup, workspace.time_zone)
    setup.save()
    return setup


def _check_hours(setup: MeasureSetup, time_zone: str) -> None:
    """Read them once as the measures will: what cannot be read is refused now, not when it is asked for."""
    try:
        if setup.holidays_country:
            public_holidays(setup.holidays_country, [2026], setup.holidays_subdivision or None)
        if setup.working_hours:
            BusinessCalendar.parse(setup.working_hours, time_zone, ())
    except (ValueError, NotImplementedError) as error:
        said = " ".join(filter(None, (setup.working_hours, setup.holidays_country, setup.holidays_subdivision)))
        raise SetupError(f"{said}: {error}") from error
