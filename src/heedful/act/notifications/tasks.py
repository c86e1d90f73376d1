from django_tasks import task

from heedful.act.notifications import slack, telegram
from heedful.act.notifications.channels import SEALED_FOR
from heedful.act.notifications.drafting import address_of, body_of
from heedful.act.notifications.models import Channel, Notice
from heedful.act.notifications.presses import is_answerable
from heedful.act.notifications.telegram_updates import secret_of
from heedful.people.sign_in.sealing import seal, unseal


@task()
def say_who_pressed(number: int, response_url: str, who: str) -> None:
    """In the message itself: the others there see at once that somebody is on it. Tried once; it stands here anyway."""
    notice = Notice.objects.filter(pk=number, channel__isnull=False).select_related("channel__workspace").first()
    if notice is None or notice.channel is None or not is_answerable(response_url):
        return
    slack.send(response_url, slack.in_place(body_of(notice, notice.channel, pressed_by=who)))


@task()
def say_who_pressed_in_telegram(number: int, message: int, who: str) -> None:
    """The same there."""
    notice = Notice.objects.filter(pk=number, channel__isnull=False).select_related("channel__workspace").first()
    if notice is not None and notice.channel is not None:
        token = unseal(notice.channel.secret, SEALED_FOR)
        telegram.change(token, body_of(notice, notice.channel, pressed_by=who), message)


@task()
def hear_of_presses(number: int) -> None:
    """Ask Telegram to tell us what is pressed in a chat; from then on, its messages have buttons."""
    channel = Channel.objects.filter(pk=number, kind=Channel.Kind.TELEGRAM).first()
    if channel is None:
        return
    token = unseal(channel.secret, SEALED_FOR)
    secret = secret_of(token)
    heard = telegram.hear(token, address_of("/act/telegram/updates/"), secret).arrived
    Channel.objects.filter(pk=number).update(signing_secret=seal(secret, SEALED_FOR) if heard else "")
