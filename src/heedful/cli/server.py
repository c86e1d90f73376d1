import click

from heedful.cli.opening import opened
from heedful.config import environment


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, envvar="HEEDFUL_HOST", help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="HEEDFUL_PORT", type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Run the server: pages, API and the loader, in this one process."""
    with opened("serve"):
        from heedful.config import runtime

        runtime.serve(host=host, port=port, threads=environment.count("HEEDFUL_WEB_THREADS", 8), ready=say_ready)


def say_ready(address: str) -> None:
    from heedful.people.workspaces.models import Workspace

    click.echo(f"Heedful listens at {address} (stop with Ctrl+C)")
    if not Workspace.objects.exists():
        click.echo("There is no workspace yet. In another window: heedful workspace create NAME --owner EMAIL")
