"""Is 34 good? The workspace's own norm first; a published one only with source, year, region and n."""

import pytest
from django.db import IntegrityError

from heedful.understand.norms.models import Norm
from heedful.understand.norms.queries import norm_for


def published(value: float, **fields) -> Norm:
    given = {"metric": "nps", "method": "0-10", "source": "A survey", "year": 2024, "region": "LT", "n": 900}
    return Norm.objects.create(value=value, **(given | fields))


def own(workspace, value: float) -> Norm:
    return Norm.objects.create(workspace=workspace, metric="nps", method="0-10", value=value)


def test_the_workspaces_own_norm_comes_first(workspace):
    published(44)
    mine = own(workspace, 30)

    assert norm_for(workspace, "nps", "0-10") == mine
    assert mine.is_own


def test_without_one_the_newest_published_norm_stands_in(workspace):
    published(40, year=2021)
    newest = published(44)

    assert norm_for(workspace, "nps", "0-10") == newest


def test_a_norm_of_elsewhere_is_no_norm(workspace):
    published(44)

    assert norm_for(workspace, "nps", "0-10", region="UA") is None
    assert norm_for(workspace, "nps", "0-10", region="LT").value == 44


def test_another_method_or_company_has_norms_of_its_own(workspace, charlie):
    own(charlie.workspace, 60)

    assert norm_for(workspace, "nps", "0-10") is None
    published(44)
    assert norm_for(workspace, "nps", "1-10") is None


@pytest.mark.parametrize("missing", [{"source": ""}, {"year": None}, {"region": ""}, {"n": None}, {"n": 0}])
def test_the_database_refuses_a_published_norm_without_its_origin(db, missing):
    with pytest.raises(IntegrityError):
        published(44, **missing)


def test_a_workspace_has_one_norm_a_method(workspace):
    own(workspace, 30)
    with pytest.raises(IntegrityError):
        own(workspace, 31)
