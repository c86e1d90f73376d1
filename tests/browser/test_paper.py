"""A page that is printed: on paper nothing can be opened, chosen or sent."""


def test_the_table_behind_each_chart_is_printed_with_it_and_buttons_are_not(signed_in):
    signed_in.goto("/understand/metrics/csat/?period=12m&whole=1")
    behind = signed_in.locator(".chart-table .table-frame")
    assert behind.count() > 1
    assert not any(table.is_visible() for table in behind.all())

    signed_in.emulate_media(media="print")

    assert all(table.is_visible() for table in behind.all())
    assert not signed_in.locator(".chart-table > summary").first.is_visible()
    assert not any(button.is_visible() for button in signed_in.locator("main button").all())
    assert not signed_in.locator("#navigation").is_visible()
