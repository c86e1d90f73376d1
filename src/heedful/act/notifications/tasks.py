from django_tasks import task

from heedful.act.notifications import slack
from heedful.act.notifications.drafting import body_of
from heedful.act.notifications.models import Notice
from heedful.act.notifications.presses import is_answerable


@task()
def say_who_pressed(number: int, response_url: str, who: str) -> None:
    """In the message itself: the others there see at once that somebody is on it. Tried once; it stands here anyway."""
    notice = Notice.objects.filter(pk=number, channel__isnull=False).select_related("channel__workspace").first()
    if notice is None or notice.channel is None or not is_answerable(response_url):
        return
    slack.send(response_url, slack.in_place(body_of(notice, notice.channel, pressed_by=who)))
