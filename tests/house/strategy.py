"""The strategy's rows and addresses, for those who walk through every door."""

from heedful.understand.models import Goal, Persona, Touchpoint

TRADE = {"understand:strategy-trade": {"key": "salon"}}


def numbers_of_strategy(workspace, goal: Goal) -> dict[str, int]:
    persona = Persona.objects.create(workspace=workspace, name="Newcomer")
    touchpoint = Touchpoint.objects.create(workspace=workspace, key="desk", name="Desk", stage="use")
    return {
        "understand:goal-form": goal.pk,
        "understand:persona": persona.pk,
        "understand:persona-removal": persona.pk,
        "understand:touchpoint": touchpoint.pk,
        "understand:touchpoint-removal": touchpoint.pk,
    }
