from datetime import date

import pytest
from flask import current_app

from app.booking.labels.moves import closed_words
from app.booking.rules.places import ClosureFacts
from app.core.half import Half
from app.core.i18n import speaking

TUESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 5)
AM, PM = Half.AM, Half.PM


@pytest.mark.parametrize(("span", "weekdays", "english", "italian"), [
    ((TUESDAY, AM, TUESDAY, PM), "",
     "Closed on Tuesday 3 March, whole day: Lavori",
     "Chiusa martedì 3 marzo, giornata intera: Lavori"),
    ((TUESDAY, PM, TUESDAY, PM), "",
     "Closed on Tuesday 3 March, afternoon: Lavori",
     "Chiusa martedì 3 marzo, pomeriggio: Lavori"),
    ((TUESDAY, AM, THURSDAY, PM), "",
     "Closed from Tuesday 3 March to Thursday 5 March: Lavori",
     "Chiusa da martedì 3 marzo a giovedì 5 marzo: Lavori"),
    ((TUESDAY, PM, THURSDAY, AM), "",
     "Closed from Tuesday 3 March (afternoon) to Thursday 5 March (morning): Lavori",
     "Chiusa da martedì 3 marzo (pomeriggio) a giovedì 5 marzo (mattina): Lavori"),
    ((TUESDAY, AM, THURSDAY, PM), "24",
     "Closed every Tuesday and Thursday from Tuesday 3 March to Thursday 5 March: Lavori",
     "Chiusa ogni martedì e giovedì da martedì 3 marzo a giovedì 5 marzo: Lavori"),
    ((TUESDAY, AM, THURSDAY, AM), "2",
     "Closed every Tuesday from Tuesday 3 March to Thursday 5 March, morning: Lavori",
     "Chiusa ogni martedì da martedì 3 marzo a giovedì 5 marzo, mattina: Lavori"),
])  # fmt: skip
def test_a_closure_is_told_in_one_sentence_in_both_languages(app, span, weekdays, english, italian):
    closure = ClosureFacts(*span, "Lavori", weekdays)
    for locale, said in (("en", english), ("it", italian)):
        with current_app.test_request_context(), speaking(locale):
            assert closed_words(closure) == said
