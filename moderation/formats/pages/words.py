"""The words that stand around comments on pages in other languages than English.

Everyday words of each language, not a plugin's translation: sites phrase their pages as they like, so the words are
matched with what may stand around them. A page whose words are not among these is read from its saved HTML.
"""

from typing import Final

from msgspec import Struct


class PageWords(Struct, frozen=True):
    """One language's words, each a regular expression."""

    comments: str
    reply: str
    """On the button."""
    answers: str
    """In front of a name: whom a comment answers."""
    units: str
    """Spans of time."""
    ago: str
    """Beside a span of time."""
    now: str
    sorting: str
    """How a list can be sorted."""
    all_of: str
    """In front of "comments", where they are offered all."""
    more_of: str
    """In front of "comments", where more are offered."""
    load: str
    """Beside an offer of more."""
    awaiting: str
    """What is said of a comment that a moderator has not seen."""
    read_on: str
    labels: str
    """Roles of authors."""
    months: str
    """As they begin."""


ABROAD: Final = (
    PageWords(  # German
        comments=r"kommentare?",
        reply=r"antworten",
        answers=r"antworte?n? (?:an|auf)|als antwort auf",
        units=r"(?:sekunde|minute|stunde|woche)n?|tage?n?|monate?n?|jahre?n?",
        ago=r"vor|her|zuvor",
        now=r"gerade eben|jetzt",
        sorting=r"älteste|neueste|(?:am )?meisten? ?(?:bewertete?|gewählte?)",
        all_of=r"alle",
        more_of=r"(?:alle )?weiteren?|mehr",
        load=r"laden?|anzeigen",
        awaiting=r"wartet auf (?:die |eine )?(?:moderation|freigabe|freischaltung|genehmigung)",
        read_on=r"weiterlesen|mehr lesen",
        labels=r"gast|mitglied|autor(?:in)?|leser(?:in)?|redaktion",
        months=r"jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez",
    ),
    PageWords(  # French
        comments=r"commentaires?",
        reply=r"répondre",
        answers=r"(?:répondre|réponse|en réponse) à",
        units=r"secondes?|minutes?|heures?|jours?|semaines?|mois|ans?|années?",
        ago=r"il y a",
        now=r"à l.instant",
        sorting=r"(?:le |les )?plus (?:anciens?|récents?|votés?)",
        all_of=r"tous les",
        more_of=r"plus de|d.autres|le reste des",
        load=r"afficher|charger|voir",
        awaiting=r"en attente (?:d.approbation|de modération|de validation)",
        read_on=r"lire (?:la )?(?:suite|plus)",
        labels=r"invitée?|membre|auteure?|lecteur|lectrice",
        months=r"janv?|févr?|mars|avr|mai|juin|juil|août|sept?|oct|nov|déc",
    ),
    PageWords(  # Italian
        comments=r"comment[io]",
        reply=r"rispondi",
        answers=r"(?:rispondi|risposta|in risposta) a",
        units=r"second[oi]|minut[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|ann[oi]",
        ago=r"fa",
        now=r"proprio ora|adesso",
        sorting=r"(?:i |il )?(?:più )?(?:vecchi[oi]?|nuov[oi]|recent[ei]|votat[oi])",
        all_of=r"tutti i",
        more_of=r"altri|più|ulteriori",
        load=r"carica|mostra|vedi",
        awaiting=r"in attesa di (?:approvazione|moderazione)",
        read_on=r"leggi (?:di più|tutto|ancora|il resto)|continua a leggere",
        labels=r"ospite|membro|autor[ei]|autrice|lettor[ei]",
        months=r"gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic",
    ),
    PageWords(  # Spanish
        comments=r"comentarios?",
        reply=r"responder",
        answers=r"(?:responder|respuesta|en respuesta) a",
        units=r"segundos?|minutos?|horas?|d[ií]as?|semanas?|mes(?:es)?|años?",
        ago=r"hace|atrás",
        now=r"ahora mismo",
        sorting=r"(?:el |los )?más (?:antiguos?|nuevos?|recientes?|votados?)",
        all_of=r"todos los",
        more_of=r"más",
        load=r"cargar|mostrar|ver",
        awaiting=r"(?:en espera|pendiente|a la espera) de (?:aprobación|moderación)",
        read_on=r"leer más|sigue leyendo",
        labels=r"invitad[oa]|miembro|autora?|lectora?",
        months=r"ene|feb|mar|abr|may|jun|jul|ago|sept?|oct|nov|dic",
    ),
    PageWords(  # Portuguese
        comments=r"comentários?",
        reply=r"responder",
        answers=r"(?:responder|resposta|em resposta) (?:a|para)",
        units=r"segundos?|minutos?|horas?|dias?|semanas?|m[eê]s(?:es)?|anos?",
        ago=r"há|atrás",
        now=r"agora mesmo",
        sorting=r"(?:o |os )?mais (?:antigos?|novos?|recentes?|votados?)",
        all_of=r"todos os",
        more_of=r"mais",
        load=r"carregar|mostrar|ver",
        awaiting=r"(?:aguardando|à espera de) (?:aprovação|moderação)",
        read_on=r"ler mais|leia mais|continue lendo",
        labels=r"visitante|convidad[oa]|membro|autora?|leitora?",
        months=r"jan|fev|mar|abr|mai|jun|jul|ago|set|out|nov|dez",
    ),
    PageWords(  # Dutch
        comments=r"reacties?|opmerkingen|commentaren",
        reply=r"antwoord(?:en)?|beantwoorden|reageer|reageren",
        answers=r"(?:antwoord|reactie) (?:aan|op)|als antwoord op|beantwoorden aan",
        units=r"second(?:e|en)|minu(?:ut|ten)|uu?r(?:en)?|dag(?:en)?|we(?:ek|ken)|maand(?:en)?|ja(?:ar|ren)",
        ago=r"geleden",
        now=r"zojuist|op dit moment",
        sorting=r"(?:de )?(?:oudste|nieuwste)|(?:de )?(?:meest|meeste) (?:gestemde?|gewaardeerde?|stemmen)",
        all_of=r"alle",
        more_of=r"meer|overige",
        load=r"laad|laat|laden|toon|tonen",
        awaiting=r"wacht op (?:goedkeuring|moderatie)|in afwachting van (?:goedkeuring|moderatie)",
        read_on=r"lees (?:meer|verder)|verder lezen",
        labels=r"gast|lid|auteur|lezer",
        months=r"jan|feb|m(?:aa)?rt|apr|mei|jun|jul|aug|sep|okt|nov|dec",
    ),
    PageWords(  # Polish
        comments=r"komentarz(?:e|y)?",
        reply=r"odpowiedz",
        answers=r"odpowiedz na|(?:w )?odpowiedzi? (?:na|do|dla)",
        units=r"sekund[ay]?|minut[ay]?|godzin[ay]?|dzień|dni|tydzień|tygodni[ea]?|miesi(?:ąc|ące|ęcy)|roku?|lata?",
        ago=r"temu",
        now=r"teraz|przed chwilą",
        sorting=r"najstarsze|najnowsze|najwyżej oceniane|najczęściej oceniane|oceniane",
        all_of=r"wszystkie",
        more_of=r"więcej|pozostałe",
        load=r"załaduj|pokaż|wczytaj",
        awaiting=r"(?:oczekuje|czeka|oczekiwanie) na (?:akceptację|moderację|zatwierdzenie)",
        read_on=r"czytaj (?:więcej|dalej)|zobacz więcej",
        labels=r"gość|autor(?:ka)?|czytelnik",
        months=r"sty|lut|mar|kwi|maj|cze|lip|sie|wrz|paź|lis|gru",
    ),
    PageWords(  # Russian
        comments=r"комментари(?:й|я|и|ев)",
        reply=r"ответить",
        answers=r"(?:в )?ответ(?:ить)? (?:на|для)|ответить",
        units=r"секунд[аыу]?|минут[аыу]?|час(?:а|ов)?|день|дня|дней|недел[яиью]|месяц(?:а|ев)?|года?|лет",
        ago=r"назад",
        now=r"только что|прямо сейчас|сейчас",
        sorting=r"старые|новые|популярные|(?:сначала )?(?:старые|новые)|больше всего голосов",
        all_of=r"все",
        more_of=r"больше|ещё|остальные",
        load=r"загрузить|показать",
        awaiting=r"(?:ожидает|ожидание) (?:одобрения|модерации|проверки|утверждения)",
        read_on=r"читать (?:далее|дальше|полностью)|подробнее",
        labels=r"гость|автор|читатель",
        months=r"янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек",
    ),
)


def any_word(part: str) -> str:
    """Return what matches a part in any of the languages."""
    return "|".join(f"(?:{getattr(words, part)})" for words in ABROAD)


def spans_ago() -> str:
    """Return what matches a time that is told by how long ago it was: `vor 2 Stunden`, `2 ore fa`."""
    spans = [rf"\d+ (?:{words.units})(?: (?:\w{{1,3}} )?\d+ (?:{words.units}))?" for words in ABROAD]
    told = [rf"(?:{w.ago}) {span}|{span} (?:{w.ago})|(?:{w.now})" for w, span in zip(ABROAD, spans, strict=True)]
    return "|".join(told)


def all_comments() -> str:
    """Return what matches an offer of all comments: `Alle Kommentare anzeigen`."""
    return "|".join(rf"(?:\w+ )?(?:{words.all_of}) (?:{words.comments})(?: \w+)?" for words in ABROAD)


def more_comments() -> str:
    """Return what matches an offer of more comments, which ends those that are there."""
    offers = [(rf"(?:{words.more_of}) (?:{words.comments})", rf"(?:{words.load})") for words in ABROAD]
    return "|".join(rf"{load} {offer}|{offer} {load}" for offer, load in offers)
