"""The agreement on paper: what a lawyer, an archive and a screen reader look for in it."""

import io
import re
from dataclasses import replace
from datetime import date, datetime, time

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from app.core import clock
from app.core.half import Half
from app.pola.documents.agreement import SignatureLine, agreement_pdf
from app.pola.rules.parameters import Programme
from app.pola.rules.routes import Origin, Signer
from app.pola.rules.terms import (
    Activity,
    Band,
    Comparison,
    Duration,
    IndicatorKind,
    RemotePattern,
    Rhythm,
    Supplier,
    Tool,
    WeekHalf,
)
from tests.support.agreements import ACTIVITY, TERMS, facts_of, make_agreement
from tests.support.factories import make_office, make_user

ODD = r'#Ada $1 "Q" \b @rif _x_ *y* <etichetta> = `z` // ok'
PROGRAMME = Programme()
PERSON = {
    "fiscal_code": "DNGSFO85A41F205X",
    "born_on": date(1985, 1, 1),
    "staff_number": "4711",
    "grade": "Istruttori",
    "hours_percent": 80,
    "manager_name": "Carlo Bianchi",
    "safety_version": date(2026, 1, 1),
    "safety_acknowledged_at": datetime(2026, 2, 3, 9, tzinfo=clock.ROME),
}


@pytest.fixture
def agreement(app):
    office = make_office()
    return facts_of(make_agreement(make_user(surname="D'Angelo", office_id=office.id)))


def with_terms(agreement, **changes):
    """The same agreement with other terms; the terms are a cached property."""
    other = replace(agreement)
    other.__dict__["terms"] = replace(TERMS, **changes)
    return other


def said(content: bytes) -> str:
    """What the document says, in one line."""
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    for typeset, typed in (("\N{ZERO WIDTH SPACE}", ""), ("\N{RIGHT SINGLE QUOTATION MARK}", "'")):
        text = text.replace(typeset, typed)
    return " ".join(text.split())


def test_the_agreement_is_made_to_last_and_to_be_read_by_everybody(agreement):
    content = agreement_pdf(agreement, PROGRAMME, PERSON)
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    told = root["/Metadata"].get_data().decode()
    # PDF/A-2a and PDF/UA-1.
    assert "<pdfaid:part>2<" in told
    assert "<pdfaid:conformance>A<" in told
    assert "<pdfuaid:part>1<" in told
    assert root["/Lang"].lower().startswith("it")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == "Accordo individuale di lavoro agile: Sofia D'Angelo"
    assert not reader.is_encrypted


def test_headings_lists_and_tables_are_told_from_plain_text(agreement):
    reader = PdfReader(io.BytesIO(agreement_pdf(agreement, PROGRAMME, PERSON)))
    kinds = set(_kinds(reader.trailer["/Root"]["/StructTreeRoot"]))
    assert {"/H1", "/L", "/LI", "/Table", "/TH", "/TD", "/P"} <= kinds


def _kinds(element):
    element = element.get_object() if isinstance(element, IndirectObject) else element
    if isinstance(element, list):
        for one in element:
            yield from _kinds(one)
    elif isinstance(element, dict):
        if "/S" in element:
            yield element["/S"]
        yield from _kinds(element.get("/K"))


def test_every_font_is_within_the_file(agreement):
    reader = PdfReader(io.BytesIO(agreement_pdf(agreement, PROGRAMME, PERSON)))
    fonts = [
        font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    for font in fonts:
        (descendant,) = font["/DescendantFonts"]
        descriptor = descendant.get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor), font["/BaseFont"]


@pytest.mark.parametrize("words", [
    # The parties.
    "Comune di Milano", "Sofia D'Angelo", "codice fiscale DNGSFO85A41F205X", "matricola 4711",
    "inquadramento Istruttori", "Risorse umane", "Carlo Bianchi", "orario a tempo parziale (80%)",
    # Art. 65 c. 1 lett. a: how long.
    "a tempo determinato, con decorrenza dal 2 marzo 2026 e fino al 31 agosto 2026",
    "decorre dal giorno dell'ultima firma",
    # b: which days, from where.
    "martedì a distanza a distanza", "mercoledì in sede in sede", "resta prevalente il lavoro",
    # c, d: withdrawal, its notice, its reasons.
    "con un preavviso di 30 giorni", "non è inferiore a 90 giorni", "senza preavviso",
    "Il servizio non può più essere reso a distanza.",
    # e: the bands.
    "dalle ore 9:00 alle ore 13:00, e dalle ore 14:00 alle ore 16:00",
    "dalle ore 20:00 alle ore 7:00 del giorno successivo",
    # f: rest and disconnection.
    "non sono inferiori a quelli previsti per il lavoro in sede", "diritto alla disconnessione",
    # g: direction and control.
    "articolo 4 della legge 20 maggio 1970, n. 300", "illecito disciplinare",
    # h: safety.
    "informativa scritta sui rischi", "del 1º gennaio 2026",
    "di averla ricevuta il 3 febbraio 2026", "rispettare le prescrizioni",
    # What is done, with what, where.
    "Istruttoria delle pratiche", "Pratiche chiuse entro il mese", "almeno 40",
    "Computer portatile Amministrazione", "Casa",
])  # fmt: skip
def test_everything_that_the_contract_asks_for_is_written_down(agreement, words):
    assert words.lower() in said(agreement_pdf(agreement, PROGRAMME, PERSON)).lower()


@pytest.mark.parametrize("letter", "abcdefgh")
def test_each_letter_of_article_65_has_its_clause(agreement, letter):
    headings = re.findall(
        r"CCNL, art\. 65, comma 1, lett\. ([a-h](?: e [a-h])?)",
        said(agreement_pdf(agreement, PROGRAMME, PERSON)),
    )
    assert letter in " ".join(headings)


def test_what_people_write_is_printed_as_it_is(agreement):
    odd = with_terms(
        replace(agreement, full_name=ODD, office_name=ODD),
        places=(ODD,),
        tools=(Tool(ODD, Supplier.PERSON),),
        activities=(replace(ACTIVITY, title=ODD, result=ODD, indicator=ODD),),
        justified_reasons=(ODD,),
        ways=ODD,
        direction=ODD,
        disconnection=ODD,
    )
    texts = replace(PROGRAMME, ways_text=ODD, direction_text=ODD, disconnection_text=ODD)
    text = said(agreement_pdf(odd, texts, PERSON | {"manager_name": ODD, "grade": ODD}))
    # Tables break their lines, so blanks may fall elsewhere.
    assert text.replace(" ", "").count(ODD.replace(" ", "")) >= 15


def test_what_cannot_be_drawn_is_marked_and_nothing_runs_out_of_its_column(agreement):
    odd = replace(agreement, full_name="Zoë \N{GRINNING FACE}\x07 " + "w" * 90)
    text = said(agreement_pdf(odd, PROGRAMME, {}))
    assert "Zoë \N{REPLACEMENT CHARACTER} " in text
    assert "w" * 90 in text.replace(" ", "")


def test_accents_over_any_sign_and_letters_of_any_script_can_be_printed(agreement):
    accents = [chr(code) for code in (*range(0x300, 0x370), *range(0x483, 0x48A))]
    scripts = (
        "aÀŁșЖΩ5€→≤□\N{DEVANAGARI LETTER KA}\N{ARABIC LETTER BEH}\N{CJK UNIFIED IDEOGRAPH-674E}"
    )
    letters = [*scripts, "\N{GRINNING FACE}", "\N{REPLACEMENT CHARACTER}", "\ue000", "w" * 24]
    odd = with_terms(
        agreement,
        places=tuple(letter + "".join(accents[n::7]) for letter in letters for n in (0, 3)),
    )
    assert agreement_pdf(odd, PROGRAMME, {}).startswith(b"%PDF-")


def test_the_same_agreement_gives_the_same_bytes(agreement):
    first = agreement_pdf(agreement, PROGRAMME, PERSON)
    with clock.frozen(datetime(2027, 1, 1, tzinfo=clock.ROME)):
        assert agreement_pdf(agreement, PROGRAMME, PERSON) == first
    assert agreement_pdf(agreement, PROGRAMME, PERSON | {"grade": "Funzionari"}) != first
    assert agreement_pdf(replace(agreement, id=7), PROGRAMME, PERSON) != first


MORNINGS = RemotePattern(Rhythm.WEEKDAYS, (WeekHalf(0, Half.AM),))
VARIANTS = {
    "fixed weekdays": ({}, ["lunedì in sede in sede"]),
    "one morning": ({"pattern": MORNINGS}, ["lunedì a distanza in sede"]),
    "halves a week": (
        {"pattern": RemotePattern(Rhythm.PER_WEEK, count=4)},
        ["4 mezze giornate alla settimana, pari a 2 giornate intere"],
    ),
    "one half a week": (
        {"pattern": RemotePattern(Rhythm.PER_WEEK, count=1)},
        ["1 mezza giornata alla settimana, e in sede"],
    ),
    "halves a month": (
        {"pattern": RemotePattern(Rhythm.PER_MONTH, count=2)},
        ["2 mezze giornate al mese, pari a 1 giornata intera"],
    ),
    "open-ended": (
        {"duration": Duration.OPEN, "ends_on": None},
        ["a tempo indeterminato, con decorrenza dal 2 marzo 2026"],
    ),
    "no tools, reasons or activities": (
        {"tools": (), "justified_reasons": (), "activities": ()},
        ["Non sono assegnati strumenti specifici"],
    ),
    "kinds of targets": (
        {
            "activities": (
                Activity(
                    "A", "R", "I", IndicatorKind.PERCENTAGE, Comparison.AT_MOST, "95", "n", "d"
                ),
                Activity("B", "R", "I", IndicatorKind.DATE, Comparison.BY, "2026-12-15"),
                Activity("C", "R", "I", IndicatorKind.TEXT, Comparison.EQUAL, "manuale"),
            )
        },
        ["al massimo 95%", "entro il 15/12/2026", "manuale", "I (n su d)"],
    ),
    "rest past eight": ({"rest": Band(time(21), time(8))}, ["dalle ore 21:00 alle ore 8:00"]),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_every_kind_of_agreement_can_be_printed(agreement, name):
    changes, words = VARIANTS[name]
    text = said(agreement_pdf(with_terms(agreement, **changes), PROGRAMME, {}))
    for one in words:
        assert one in text


def test_the_document_follows_the_programme_and_its_origin(agreement):
    off = replace(
        PROGRAMME, prevalence_rule_on=False, meal_voucher_on_agile=False, evaluation_needed=False
    )
    renewal = replace(agreement, origin=Origin.RENEWAL, protocol_number="2026/9",
                      protocol_on=date(2026, 3, 1))  # fmt: skip
    text = said(agreement_pdf(renewal, off, {}))
    assert "Protocollo n. 2026/9 del 1º marzo 2026" in text
    assert "rinnova il precedente" in text
    assert "prevalente" not in text
    assert "non spetta il buono pasto" in text
    assert "segue a una valutazione" not in text
    revision = said(agreement_pdf(replace(agreement, origin=Origin.REVISION), PROGRAMME, {}))
    assert "sostituisce il precedente" in revision


def test_signatures_are_printed_once_they_are_given(agreement):
    at = datetime(2026, 3, 2, 11, 30, tzinfo=clock.ROME)
    line = SignatureLine(Signer.EMPLOYEE, "Sofia D'Angelo", at, "ab" * 32)
    text = said(agreement_pdf(agreement, PROGRAMME, PERSON, [line]))
    assert "da Sofia D'Angelo il 2 marzo 2026, ore 11:30" in text
    assert "ab" * 32 in text.replace(" ", "")
    assert text.count("Firmato con accesso al sistema il \N{HORIZONTAL ELLIPSIS}") == 1
