"""What was written and not sent: for whoever runs the server, and may read all of it."""

import click

from heedful.cli.opening import opened


@click.command()
@click.option("--to", metavar="EMAIL", help="Only what was written to this person.")
def outbox(to: str | None) -> None:
    """Show the mails that are not sent: links to choose a new password, invitations, notices."""
    with opened("outbox", shared=True):
        from heedful.people.mail.queries import waiting_letters

        letters = waiting_letters()
        if to:
            letters = letters.filter(to=to.strip().lower())
        for letter in letters:
            click.echo(f"{letter.written_at:%Y-%m-%d %H:%M} UTC  to {letter.to}: {letter.subject}")
            if letter.problem:
                click.echo(f"not sent after {letter.attempts} attempts: {letter.problem}")
            click.echo(f"\n{letter.text}")
        if not letters:
            click.echo("Nothing waits to be sent.")
