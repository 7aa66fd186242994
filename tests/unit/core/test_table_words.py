from app.core.i18n import speaking
from app.core.tables.spoken import in_words, problem_words
from app.core.tables.table import Problem
from app.core.tables.words import N_


def test_words_are_english_and_remember_what_they_were_made_of():
    words = N_("this is %(kind)s, not a table", kind=N_("a PDF"))
    assert words == "this is a PDF, not a table"
    assert (words.msgid, words.facts) == ("this is %(kind)s, not a table", {"kind": "a PDF"})


def test_a_page_says_them_in_its_own_language_inner_words_too(app, monkeypatch):
    italian = {"this is %(kind)s": "questo è %(kind)s", "a PDF": "un PDF"}
    monkeypatch.setattr("app.core.tables.spoken._", lambda said: italian.get(said, said))
    assert in_words(N_("this is %(kind)s", kind=N_("a PDF"))) == "questo è un PDF"
    assert in_words("as it is") == "as it is"


def test_a_problem_is_told_with_the_place_where_it_stands(app):
    with app.test_request_context(), speaking("en"):
        assert (
            problem_words(Problem(3, "nome", "x\ny", N_("fill it in")))
            == "line 3, column nome, “x y”: fill it in"
        )
        assert problem_words(Problem(None, "", "", "the file is empty")) == "the file is empty"
    with app.test_request_context(), speaking("it"):
        assert problem_words(Problem(3, "nome", "x", "y")) == "riga 3, colonna nome, «x»: y"
