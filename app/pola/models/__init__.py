"""What is stored of agreements, plans, filings and the programme's numbers."""

from app.pola.models.agreements import (
    Agreement,
    AgreementStep,
    Approval,
    Document,
    Evaluation,
    Signature,
)
from app.pola.models.filings import Filing
from app.pola.models.people import Acknowledgement, CommuteAnswer, PriorityNote, WorkerNote
from app.pola.models.plans import NearYear, PlannedHalf, Recall, Swap
from app.pola.models.programme import (
    Campaign,
    CampaignOffice,
    CampaignPerson,
    IndicatorValue,
    Parameter,
)
from app.pola.models.uploads import Upload

__all__ = [
    "Acknowledgement",
    "Agreement",
    "AgreementStep",
    "Approval",
    "Campaign",
    "CampaignOffice",
    "CampaignPerson",
    "CommuteAnswer",
    "Document",
    "Evaluation",
    "Filing",
    "IndicatorValue",
    "NearYear",
    "Parameter",
    "PlannedHalf",
    "PriorityNote",
    "Recall",
    "Signature",
    "Swap",
    "Upload",
    "WorkerNote",
]
