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
}


def says(reason: str) -> str:
    """The reason in words; a reason of somebody else's (a mail server's, say) as it stands."""
    return str(SAYS.get(reason, reason))
