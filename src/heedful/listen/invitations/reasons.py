"""Why somebody is not asked, or was not reached: the words kept in `Invitation.reason`, and what they say."""

from django.utils.translation import gettext_lazy as _

NO_ADDRESS = "no-address"
SUPPRESSED = "suppressed"
SURVEY_CLOSED = "survey-closed"
SENDING_ENDED = "sending-ended"
ANSWERED = "already-answered"
ASKED = "asked-recently"
MEASURE_ASKED = "measure-asked-recently"
SURVEY_ASKED = "survey-asked-recently"
TOO_LATE = "too-late"
MERGED = "merged"
NOT_SAMPLED = "not-sampled"
TOO_OLD = "too-old"
NOBODY_KNOWN = "nobody-known"
NOT_IN_AUDIENCE = "not-in-audience"
BOUNCED = "bounced"
UNREACHABLE = "no-such-address"
REFUSED = "refused"
GAVE_UP = "gave-up"
NOT_KNOWN = "not-known-whether-sent"
NOT_TAKEN = "message-not-taken"
TEXT_TOO_LONG = "text-too-long"

SAYS = {
    NO_ADDRESS: _("There is no address to write to."),
    SUPPRESSED: _("This address is not written to any more."),
    SURVEY_CLOSED: _("The survey takes no answers."),
    SENDING_ENDED: _("The sending had ended."),
    ANSWERED: _("They have answered already."),
    ASKED: _("They were asked something not long ago."),
    MEASURE_ASKED: _("They were asked the same kind of question not long ago."),
    SURVEY_ASKED: _("They were asked this survey not long ago."),
    TOO_LATE: _("It waited so long that it would have come too late."),
    MERGED: _("They are part of another customer, who is asked."),
    NOT_SAMPLED: _("They were not drawn into the sample."),
    TOO_OLD: _("What happened was too long ago."),
    NOBODY_KNOWN: _("Nobody knows who it was."),
    NOT_IN_AUDIENCE: _("They are not among those who are to be asked."),
    BOUNCED: _("The mail came back."),
    UNREACHABLE: _("There is nobody at this address."),
    REFUSED: _("The other end refused the message."),
    GAVE_UP: _("It was tried several times; nobody took it."),
    NOT_KNOWN: _("Heedful was stopped while it was sending. It may have arrived, so it is not sent again."),
    NOT_TAKEN: _("The mail server or gateway turned the message itself away."),
    TEXT_TOO_LONG: _("The text is too long for a short message."),
}


def says(reason: str) -> str:
    """The reason in words; a reason of somebody else's (a mail server's, say) as it stands."""
    return str(SAYS.get(reason, reason))
