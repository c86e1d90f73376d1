from django.utils import timezone
from django_tasks import task

from heedful.people.mail.actions import send
from heedful.people.mail.models import Letter


@task()
def send_letter(number: int) -> None:
    """Send it unless that is done; where the mail server does not answer, again later, and less and less often."""
    letter = Letter.objects.filter(pk=number, sent_at=None).first()
    if letter is None:
        return
    now = timezone.now()
    if pause := send(letter, now=now):
        send_letter.using(run_after=now + pause).enqueue(number)
