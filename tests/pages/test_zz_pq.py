from tests.pages.test_pola_my_agreement import *
from tests.pages.test_pola_request import address
from tests.support.counting import counted
def test_q(at_home, sofia):
    make_agreement(sofia); d=make_agreement(sofia,State.DRAFT,starts_on=date(2026,9,1),ends_on=date(2026,10,1))
    for u in ("/agreement",address(d,"period"),address(d,"content"),address(d,"clauses")):
        at_home.get(u)
        with counted() as n: at_home.get(u)
        print("Q",u,len(n))
