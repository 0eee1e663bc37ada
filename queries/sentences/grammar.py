"""The rules by which the words of a sentence become claims: clause by clause, each completed from the one before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from queries.sentences.claim import Claim, Lack, Places, Reading, Relation, Span, Unread
from queries.sentences.clause import WHOLE, Clause, Context, Group
from queries.sentences.lexicon import EAST_WEST, NATION, REST, Lexicon, folded
from queries.sentences.relations import related
from queries.sentences.tokens import Token, tokens_of

CLOSING = ("amount", "rank")


def read_sentence(sentence: str, lexicon: Lexicon) -> Reading:
    """Read a sentence. Nothing is guessed: a clause that lacks something, or has words that no rule knows, is told."""
    tokens = tokens_of(sentence, lexicon)
    text = folded(sentence)
    claims: list[Claim] = []
    unread: list[Unread] = []
    context = Context()
    for segment in _clauses(tokens):
        clause = _sorted(segment, context, lexicon, text)
        found = _read(clause)
        if isinstance(found, Unread):
            unread.append(found)
        else:
            claims += found
        context = _context(clause, found)
    return Reading(sentence, tuple(tokens), tuple(claims), tuple(unread))


def _context(clause: Clause, found: tuple[Claim, ...] | Unread) -> Context:
    """What a clause leaves to the next: nothing in doubt, so that no number is checked for whom it is not said of."""
    if isinstance(found, Unread):
        named = clause.groups[0].places if len(clause.groups) == 1 else None
        indicators = clause.indicators if len(clause.of_kind("indicator")) < 2 else ()
        year = clause.years[0].years[-1] if len(clause.years) == 1 else clause.context.year
        is_lost = len(clause.groups) > 1 or (clause.context.is_lost and named is None)
        subject = None if is_lost else named or clause.context.subject
        return Context(indicators, None if subject is not None and subject.is_rest else subject, year, is_lost)
    subjects = {claim.subject for claim in found}
    first = found[0]
    if first.relation is Relation.COUNT:
        return Context(clause.indicators, None, first.year, is_lost=True)
    codes = tuple(dict.fromkeys(code for claim in found for code in claim.subject.codes))
    return Context(clause.indicators, Places(codes) if len(subjects) > 1 else first.subject, first.year)


def _clauses(tokens: list[Token]) -> list[tuple[Token, ...]]:
    """Split at commas and stops; a piece that relates nothing, such as 2023年, belongs to the next."""
    pieces: list[list[Token]] = [[]]
    in_turn = _in_turn(tokens)
    for position, token in enumerate(tokens):
        before = tokens[position - 1] if position else None
        is_pause = token.kind == "stop" or (
            token.kind == "word" and token.name == "joins" and before is not None and not in_turn[position]
            and (before.kind in CLOSING or before.name in ("most", "least"))
        )
        after = tokens[position + 1] if position + 1 < len(tokens) else None
        is_list = (
            token.name == "pause" and before is not None and after is not None
            and before.kind == after.kind == "place"
        )
        if is_list:
            # Guangdong, Beijing and Jiangsu.
            pieces[-1].append(replace(token, kind="word", name="joins"))
        elif is_pause:
            pieces.append([])
        else:
            pieces[-1].append(token)
    whole: list[tuple[Token, ...]] = []
    carried: list[Token] = []
    for piece in pieces:
        piece = [*carried, *piece]
        carried = []
        if piece and not _relates(piece):
            carried = piece
        elif piece:
            whole.append(tuple(piece))
    if carried:
        whole.append(tuple(carried))
    return whole


def _in_turn(tokens: list[Token]) -> list[bool]:
    """Of each token whether 分别 stands between the same stops: its numbers belong together."""
    found: list[bool] = []
    piece: list[Token] = []
    for token in [*tokens, None]:
        if token is not None:
            piece.append(token)
        if token is None or token.kind == "stop":
            found += [any(one.name == "respectively" for one in piece)] * len(piece)
            piece = []
    return found


RELATING = ("above", "below", "higher", "lower", "most", "least", "widen", "narrow", "doubled", "rise", "fall")


def _relates(piece: list[Token]) -> bool:
    return any(
        token.kind in ("amount", "rank") or (token.kind == "word" and token.name in RELATING)
        or token.kind == "unknown"
        for token in piece
    )


def _sorted(tokens: tuple[Token, ...], context: Context, lexicon: Lexicon, text: str) -> Clause:
    keys, measured = _indicators(tokens)
    years = tuple(token for token in tokens if token.kind == "year")
    groups = _groups(tokens, lexicon.parents)
    return Clause(tokens, groups, keys or context.indicators, measured, years, context, lexicon.members, text)


def _indicators(tokens: tuple[Token, ...]) -> tuple[tuple[str, ...], tuple[Token, ...]]:
    """The indicator named, with a base the ratio of both, and the words it was read from.

    Of several the one with the longest name; another one is left over, and the clause is not checked.
    """
    named = [token for token in tokens if token.kind == "indicator"]
    if not named:
        return (), ()
    keys = max(named, key=lambda token: token.end - token.start).keys
    alike = tuple(token for token in named if token.keys == keys)
    base = next((token for token in tokens if token.kind == "per"), None)
    if base is None:
        return keys, alike
    ratios = tuple(f"{key}/{metric}/{base.scale:g}" for key in keys if "/" not in key for metric in base.keys)
    return ratios, (*alike, base)


def _groups(tokens: tuple[Token, ...], parents: Mapping[str, str]) -> tuple[Group, ...]:
    """Places that follow each other, joined by 、 or 和, form one group; 东西部 are two."""
    groups: list[Group] = []
    for position, token in enumerate(tokens):
        if token.kind != "place":
            continue
        if EAST_WEST in token.keys:
            groups += [
                Group(Places((code,)), position, position, (token.start, token.end)) for code in ("east", "west")
            ]
            continue
        is_rest = REST in token.keys
        code = NATION if is_rest else token.keys[0]
        last = groups[-1] if groups else None
        follows = last is not None and not is_rest and not last.places.is_rest
        if follows and last is not None and tokens[last.last].end == token.start and (
            inner := next((key for key in token.keys if parents.get(key) == last.places.codes[-1]), None)
        ):
            # 四川成都 is one place, named with its province.
            places = Places((*last.places.codes[:-1], inner))
            groups[-1] = Group(places, last.first, position, (last.span[0], token.end))
        elif follows and last is not None and _are_joined(tokens, last.last, position):
            places = Places((*last.places.codes, code))
            groups[-1] = Group(places, last.first, position, (last.span[0], token.end))
        else:
            groups.append(Group(Places((code,), is_rest), position, position, (token.start, token.end)))
    return tuple(groups)


def _are_joined(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    between = tokens[first + 1:last]
    return (
        bool(between)
        and all(token.kind == "word" and token.name == "joins" for token in between)
    ) or (not between and tokens[first].end == tokens[last].start and tokens[first].kind == "place")


SEVERAL = (
    Relation.VALUE, Relation.SHARE, Relation.TIMES, Relation.MORE, Relation.DIRECTION, Relation.GROWTH,
)


def _read(clause: Clause) -> tuple[Claim, ...] | Unread:
    """The claims of one clause, or what it lacks."""

    def lacking(lack: Lack, words: tuple[Span, ...] = ()) -> Unread:
        return Unread(lack, clause.start, clause.end, words)

    unknown = tuple((token.start, token.end) for token in clause.tokens if token.kind == "unknown")
    if unknown:
        return lacking(Lack.WORDS, unknown)
    if not clause.indicators:
        return lacking(Lack.INDICATOR)
    if clause.context.is_lost and not clause.groups:
        return lacking(Lack.PLACE)
    found = related(clause)
    if isinstance(found, Lack):
        return lacking(found, clause.left_over(frozenset()) if found is Lack.WORDS else ())
    if any(claim.subject.is_rest for claim in found):
        return lacking(Lack.PLACE)
    found, read = _denied(clause, found)
    spread: list[Claim] = []
    for claim in found:
        parts = _spread(clause, claim)
        if isinstance(parts, Lack):
            return lacking(parts)
        spread += parts
        read |= frozenset().union(*(part.read for part in parts))
    left = clause.left_over(read)
    return lacking(Lack.WORDS, left) if left else tuple(spread)


def _denied(clause: Clause, found: tuple[Claim, ...]) -> tuple[tuple[Claim, ...], frozenset[Span]]:
    """The claims with a negation taken in, where it denies one claim as a whole; else it stays unread."""
    read = frozenset().union(*(claim.read for claim in found))
    negation, each = clause.word("not"), clause.word("each")
    is_plain = len(found) == 1 and found[0].relation is not Relation.COUNT
    if negation is None or not is_plain or (each is not None and negation.start < each.start):
        # 不都 is not 都不: that not each of them does.
        return found, read
    span = (negation.start, negation.end)
    claim = replace(found[0], is_negated=True, spans={**found[0].spans, "not": span})
    return (claim,), read | {span}


def _spread(clause: Clause, claim: Claim) -> tuple[Claim, ...] | Lack:
    """One claim for each of several places, where each is meant and not all together."""
    if claim.relation not in SEVERAL:
        return (claim,)
    together, each = clause.word("together"), clause.word("each")
    reference = claim.reference
    against = next((group for group in clause.groups[::-1] if group.places == reference), None)
    behind = against is not None and together is not None and clause.place(together) > against.first
    if together is not None:
        claim = replace(claim, read=claim.read | {(together.start, together.end)})
    is_compared = claim.relation in (Relation.DIRECTION, Relation.MORE)
    if reference is not None and (len(reference.codes) > 1 or (reference.is_rest and is_compared)) and not behind:
        if not is_compared or reference.is_rest or claim.is_negated:
            return Lack.TOGETHER
        # 高于上海和广东: than each of them.
        claims = [replace(claim, reference=Places((code,))) for code in reference.codes]
    else:
        claims = [claim]
    if len(claim.subject.codes) == 1:
        return tuple(claims)
    if each is not None and together is None:
        read = claim.read | {(each.start, each.end)}
        return tuple(
            replace(one, subject=Places((code,)), read=read) for code in claim.subject.codes for one in claims
        )
    is_sum = together is not None and (not behind or claim.subject == WHOLE)
    return tuple(claims) if is_sum or (claim.relation is Relation.SHARE and each is None) else Lack.TOGETHER
