"""The words of calls to make agreements."""

from flask_babel import lazy_gettext as _l

from app.pola.rules.campaigns import Answer, CampaignRefusal

ANSWERS = {
    Answer.SENT: _l("Answered"),
    Answer.DRAFT: _l("Still writing"),
    Answer.DECLINED: _l("Declined"),
    Answer.SILENT: _l("Silent"),
}
CAMPAIGN_REFUSALS = {
    CampaignRefusal.CLOSES_BEFORE_IT_OPENS: _l(
        "The call closes before it opens. Choose a later last day."
    ),
    CampaignRefusal.CLOSES_IN_THE_PAST: _l("The last day to answer is over. Choose a later one."),
    CampaignRefusal.ENDS_BEFORE_IT_STARTS: _l(
        "The agreements would end before they start. Choose a later last day."
    ),
    CampaignRefusal.PERIOD_TOO_LONG: _l(
        "The period is longer than an agreement may last. Let it end on %(last)s or earlier."
    ),
    CampaignRefusal.NOBODY_CALLED: _l(
        "Nobody in these offices may work remotely. Choose other offices."
    ),
    CampaignRefusal.NOT_OPEN: _l("This call is not open today, so it cannot be answered."),
    CampaignRefusal.NOT_CALLED: _l("This call is not meant for you. There is nothing to answer."),
    CampaignRefusal.ALREADY_SENT: _l(
        "You have already sent a request. Give that up if you have changed your mind."
    ),
}
