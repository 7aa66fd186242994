"""What is said in the messages about agreements and plans: one function for each kind."""

from app.core.letters import Build
from app.pola.emails import approvals, campaigns, filings, own, plans

LETTERS: dict[str, Build] = {
    "agreement_submitted": approvals.agreement_submitted,
    "agreement_reported": approvals.agreement_reported,
    "agreement_approved": own.agreement_approved,
    "agreement_returned": own.agreement_returned,
    "agreement_refused": own.agreement_refused,
    "agreement_to_sign": own.agreement_to_sign,
    "agreement_active": own.agreement_active,
    "agreement_expiring": own.agreement_expiring,
    "agreement_withdrawn": own.agreement_withdrawn,
    "agreement_judged": own.agreement_judged,
    "notice_to_read": plans.notice_to_read,
    "deputy_named": approvals.deputy_named,
    "swap_asked": plans.swap_asked,
    "swap_answered": plans.swap_answered,
    "recalled": plans.recalled,
    "campaign_opened": campaigns.campaign_opened,
    "campaign_reminder": campaigns.campaign_reminder,
    "renewal_prepared": campaigns.renewal_prepared,
    "renewal_reminder": campaigns.renewal_reminder,
    "filing_failed": filings.filing_failed,
}
