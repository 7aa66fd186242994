"""The demo's programme, in plain Italian: examples that a city replaces by its own."""

from app.pola.rules.parameters import ParameterName

TEXTS = {
    ParameterName.APPROVAL_ROUTE: "manager+hr",
    ParameterName.SAFETY_TEXT: """\
Lavorare fuori dall'ufficio non cambia le regole della sicurezza: cambia il posto in cui \
le applichi.

Scegli una stanza con luce, aria e temperatura adatte. Lo schermo sta davanti a te, il bordo alto \
all'altezza degli occhi; la sedia sostiene la schiena, i piedi poggiano a terra. Fai una pausa di \
15 minuti ogni due ore di schermo.

Usa prese e cavi integri, non sovraccaricare le prese multiple, tieni libere le vie di uscita. \
Se un apparecchio si scalda, fa rumore o è danneggiato, spegnilo e avvisa il tuo responsabile.

In caso di infortunio, anche lungo il tragitto, avvisa subito il tuo responsabile. Non lavorare \
in luoghi dove non puoi garantire la tua sicurezza e la riservatezza dei dati.""",
    ParameterName.PRIVACY_TEXT: """\
Tratti gli stessi dati personali che tratti in ufficio, con le stesse cautele: nessuno in casa o \
nei luoghi pubblici deve poter leggere lo schermo o ascoltare le telefonate.

Blocca il computer quando ti allontani. Non stampare e non salvare documenti su dispositivi tuoi. \
Se perdi un dispositivo o sospetti un accesso abusivo, avvisa subito l'assistenza informatica.""",
    ParameterName.TRAINING_TEXT: """\
Prima di cominciare segui il corso in linea sul lavoro agile: obiettivi e risultati, strumenti di \
collaborazione, sicurezza, diritto alla disconnessione. Dura circa due ore.""",
    ParameterName.VPN_TEXT: """\
Per lavorare fuori dall'ufficio ti colleghi alla rete del Comune solo con il collegamento protetto \
(VPN) installato sul computer che ti è stato consegnato.""",
    ParameterName.WAYS_TEXT: """\
Nelle giornate agili svolgi le attività indicate nell'accordo, con gli stessi doveri e la stessa \
autonomia che hai in ufficio. Il luogo lo scegli tu, purché sia adatto e sicuro.""",
    ParameterName.DIRECTION_TEXT: """\
Il responsabile assegna gli obiettivi, ne verifica i risultati e ne parla con te almeno una volta \
al mese. Nessuno strumento controlla a distanza la tua attività.""",
    ParameterName.DISCONNECTION_TEXT: """\
Fuori dalle fasce di contattabilità non sei tenuto a leggere la posta, a rispondere al telefono né \
a collegarti. Dalle 20 alle 7, nei festivi e durante le ferie nessuno ti chiede di lavorare.""",
}
