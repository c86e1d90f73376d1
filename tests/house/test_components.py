"""The page of components is drawn by the components: as it stands in docs, so they are."""

from tools import components


def test_the_page_in_docs_is_as_its_parts_are():
    assert components.PAGE.read_text(encoding="utf-8") == components.drawn(), "run tools/components.py"


def test_every_component_of_the_reference_is_on_the_page():
    drawn = components.drawn()

    for name in ("estimate", "change", "table", "filter-bar", "field", "dialog", "toast", "note", "tabs", "steps"):
        assert f'class="{name}' in drawn or f"{name} " in drawn
    for name in ("progress", "person", "quote", "tag", "badge", "facts", "empty", "pages"):
        assert f'class="{name}' in drawn
