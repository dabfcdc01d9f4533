"""What can be written at a place: keys, targets, facts, trees, contacts, labels of options, words of a condition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from string import ascii_letters, digits
from typing import NamedTuple

from perfsupport.compiler import find_run_trees
from perfsupport.edges import find_edges
from perfsupport.expressions import WORDS
from perfsupport.expressions.types import FUNCTIONS
from perfsupport.folder import find_language
from perfsupport.languageserver.cursor import ENTRY, Cursor, find_cursor
from perfsupport.languageserver.mentions import Thing, find_tree_of
from perfsupport.languageserver.places import (
    Mention,
    find_keys,
    find_kinds,
    find_mapping,
    find_mention,
    find_root_kind,
    find_values,
    is_expression,
)
from perfsupport.languageserver.telling import (
    name_kind,
    tell_briefly,
    tell_fact,
)
from perfsupport.mending import write_text
from perfsupport.parsing.kinds import Kind
from perfsupport.project import Project
from perfsupport.refactoring.written import find_steps
from perfsupport.tree import Fact, Input, Outcome, Question, Step, Subtree, Text, Tree

OPEN_FACT = re.compile(r"\(\(\s*([\w]*)$")
WORD_SIGNS = f"{ascii_letters}{digits}_"
WORD_BEFORE = re.compile(r"[\w]*$")
KNOWN_VALUE = re.compile(r"""([a-z]\w*)\s*(?:==|!=|in|not in)\s*\[?(?:[^\]]*,)?\s*["']?[^"'\s]*$""")


class Candidate(NamedTuple):
    """Something that can be written: ``text`` comes in place of the columns ``start`` to ``end`` (from 0) of the line.

    ``about`` is Markdown, or ``thing`` is what is told when it is looked at: to tell it of each of two thousand steps
    would take too long. So would ``text`` and ``detail`` of a ``step``: ``finish`` works them out for those that are
    offered. Candidates of a low ``rank`` come first.
    """

    label: str
    kind: str
    text: str
    start: int
    end: int
    detail: str = ""
    about: str = ""
    rank: int = 0
    thing: Thing | None = None
    step: Step | None = None

    def finish(self) -> Candidate:
        """Return the candidate as it is told to an editor."""
        if self.step is None:
            return self
        detail = f"{name_kind(self.step)}: {tell_briefly(self.step)}"
        return self._replace(text=write_text(self.label), detail=detail, step=None)


@dataclass(frozen=True)
class Place:
    """All that is known of a place in a file; ``tree`` is the one that the file holds or lies beside, if any."""

    project: Project
    tree: Tree | None
    path: str
    cursor: Cursor
    kinds: Sequence[Kind]
    most: int | None

    def offer(self, label: str, kind: str, detail: str = "", thing: Thing | None = None) -> Candidate:
        """Return a candidate that is written as a whole value, in quotes where YAML wants them."""
        start, end = self.cursor.start, self.cursor.end
        return Candidate(label, kind, write_text(label), start, end, detail, thing=thing)


def complete(
    project: Project, path: str, lines: Sequence[str], line: int, column: int, most: int | None = None
) -> list[Candidate]:
    """Return what can be written at a place of a file (line and column from 0), best first.

    All that fits the place, whatever is written there: an editor chooses by its own lights. With ``most`` some may be
    left out that ``choose`` would not choose among so many.
    """
    cursor = find_cursor(lines, line, column)
    tree = find_tree_of(project, path)
    place = Place(project, tree, path, cursor, find_kinds(find_root_kind(path), cursor.keys, cursor.siblings), most)
    before = lines[line][:column] if line < len(lines) else ""
    if tree is not None and (match := OPEN_FACT.search(before)):
        rest = lines[line][column:]
        end = column + len(rest) - len(rest.lstrip(WORD_SIGNS))
        closing = "" if lines[line][end:].lstrip().startswith("))") else "))"
        found = _offer_facts(tree, match.start(1), end, closing)
    elif cursor.in_key:
        found = [*_complete_key(place), *_complete_entry(place)]
    else:
        found = list(_complete_value(place))
    unique = {candidate.label: candidate for candidate in reversed(found)}
    return sorted(unique.values(), key=lambda candidate: (candidate.rank, candidate.label))


def choose(candidates: Sequence[Candidate], written: str, most: int) -> list[Candidate]:
    """Return at most so many candidates: those that begin like what is written, then those that hold its letters."""
    by_label = {each.label: each for each in candidates}
    return [by_label[label] for label in choose_labels(by_label, written, most)]


def choose_labels(labels: Iterable[str], written: str, most: int) -> list[str]:
    """Return at most so many labels, those first that begin like what is written, otherwise in the same order."""
    letters = written.casefold().strip("\"' ")
    if not letters:
        return list(islice(labels, most))
    like = re.compile(".*".join(map(re.escape, letters)))
    fitting = [(label, folded) for label in labels if like.search(folded := label.casefold())]
    best = [label for label, folded in fitting if folded.startswith(letters)]
    others = (label for label, folded in fitting if not folded.startswith(letters))
    return [*best, *islice(others, max(0, most - len(best)))][:most]


# Keys


def _complete_key(place: Place) -> Iterator[Candidate]:
    cursor = place.cursor
    for kind in place.kinds:
        for key in find_keys(kind, cursor.siblings):
            if key.name not in cursor.siblings:
                needed = 0 if key.required else 1
                detail = "required" if key.required else ""
                yield _offer_key(cursor, key.name, "key", detail, key.doc, needed)
        if (mapping := find_mapping(kind)) is not None and place.tree is not None:
            for name, what, detail in _find_own_keys(place, place.tree, find_mention(mapping.key)):
                if name not in cursor.siblings:
                    yield _offer_key(cursor, name, what, detail)


def _offer_key(cursor: Cursor, name: str, kind: str, detail: str = "", about: str = "", rank: int = 0) -> Candidate:
    return Candidate(name, kind, f"{write_text(name)}: ", cursor.start, cursor.end, detail, about, rank)


def _find_own_keys(place: Place, tree: Tree, mention: Mention | None) -> Iterator[tuple[str, str, str]]:
    """Yield the names that can be keys of a mapping whose keys are the author's: name, kind and detail."""
    keys = place.cursor.keys
    step = tree.steps.get(keys[1]) if len(keys) > 1 and keys[0] == "steps" else None
    if find_language(place.path):
        yield from _find_untranslated(tree, keys)
        return
    match keys[-1] if keys else "":
        case "on" if isinstance(step, Subtree) and (other := place.project.trees.get(step.run)):
            yield from ((str(each.id), "outcome", tell_briefly(each)) for each in _find_outcomes(other))
        case "with" if isinstance(step, Subtree) and (other := place.project.trees.get(step.run)):
            yield from ((str(fact.id), "fact", fact.type) for fact in other.facts.values())
        case "responses":
            asked = _find_asked(place.project, tree)
            yield from ((key, name_kind(each), tell_briefly(each)) for key, each in asked)
        case "given":
            facts = {str(fact.id): fact.type for run in _find_run(place.project, tree) for fact in run.facts.values()}
            yield from ((id, "fact", type) for id, type in facts.items())
        case "steps":
            targets = {str(edge.target) for each in tree.steps.values() for edge in find_edges(each, tree.fallback)}
            yield from ((target, "step", "a step that is missing") for target in sorted(targets - tree.steps.keys()))
        case "options" if isinstance(step, Question) and step.fact is not None and step.fact in tree.facts:
            yield from ((str(each.label), "value", str(each.value)) for each in tree.facts[step.fact].options)
        case _ if mention is Mention.FACT:
            yield from ((str(fact.id), "fact", fact.type) for fact in tree.facts.values())


def _find_run(project: Project, tree: Tree) -> Sequence[Tree]:
    return find_run_trees(tree, project.trees)


def _find_asked(project: Project, tree: Tree, above: Sequence[Tree] = ()) -> Iterator[tuple[str, Step]]:
    """Yield what a rep responds to in a tree and in those that it runs, by the key that scenarios name it with."""
    for id, step in tree.steps.items():
        if isinstance(step, Question | Input):
            yield str(id), step
        elif isinstance(step, Subtree) and (inner := project.trees.get(step.run)) and inner not in (tree, *above):
            yield from ((f"{id}/{key}", each) for key, each in _find_asked(project, inner, (tree, *above)))


def _find_untranslated(tree: Tree, keys: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the ids that can be keys of a file of translations: name, kind and detail."""
    match keys:
        case ["steps"]:
            yield from ((str(step.id), "step", tell_briefly(step)) for step in tree.steps.values())
        case ["facts"]:
            yield from ((str(fact.id), "fact", fact.type) for fact in tree.facts.values())
        case ["steps", id, "options"] if isinstance(step := tree.steps.get(id), Question):
            yield from ((str(option.id), "option", str(option.label)) for option in step.options)
        case ["facts", id, "options"] if id in tree.facts:
            yield from ((str(option.value), "value", str(option.label)) for option in tree.facts[id].options)


def _find_outcomes(tree: Tree) -> Iterator[Outcome]:
    return (step for step in tree.steps.values() if isinstance(step, Outcome))


# Values


def _complete_entry(place: Place) -> Iterator[Candidate]:
    """Yield what can stand behind a dash, where an entry may be a text."""
    if place.cursor.keys and place.cursor.keys[-1] == ENTRY:
        yield from _complete_value(place)


def _complete_value(place: Place) -> Iterator[Candidate]:
    for kind in place.kinds:
        mention = find_mention(kind)
        if mention is not None:
            yield from _offer_mentioned(place, mention)
        yield from (place.offer(word, "value") for word in find_values(kind))
        if place.tree is not None and is_expression(kind):
            yield from _complete_expression(place.tree, place.cursor)
    yield from _complete_special(place)


def _offer_mentioned(place: Place, mention: Mention) -> Iterator[Candidate]:
    project, tree = place.project, place.tree
    match mention:
        case Mention.STEP if tree is not None:
            start, end = place.cursor.start, place.cursor.end
            ids: Iterable[str] = tree.steps
            if place.cursor.key == "ends":
                ids = (id for id, step in tree.steps.items() if isinstance(step, Outcome))
            if place.most is not None:
                # To offer two thousand takes longer than all else, and one more than wanted shows that there are more.
                ids = choose_labels(sorted(ids), place.cursor.written, place.most + 1)
            for id in ids:
                step = tree.steps[id]
                yield Candidate(id, "step", id, start, end, thing=Thing(mention, id, tree.id), step=step)
        case Mention.FACT if tree is not None:
            for fact in tree.facts.values():
                if not fact.calculated:
                    yield place.offer(str(fact.id), "fact", fact.type, Thing(mention, str(fact.id), tree.id))
        case Mention.TREE:
            for other in project.trees.values():
                if tree is None or other.id != tree.id:
                    yield place.offer(other.id, "tree", str(other.title), Thing(mention, other.id))
        case Mention.CONTACT:
            for id, contact in project.settings.contacts.items():
                yield place.offer(str(id), "contact", str(contact.name), Thing(mention, str(id)))
        case Mention.OUTCOME_KIND:
            for word in project.settings.outcomes:
                yield place.offer(str(word), "value")


def _complete_special(place: Place) -> Iterator[Candidate]:
    """Yield what only the place can tell: the labels of a question's options, the values of a fact, files, owners."""
    cursor, tree = place.cursor, place.tree
    above = [key for key in cursor.keys if key != ENTRY]
    group = above[-2] if len(above) > 1 else ""
    if cursor.key in ("file", "captions", "logo"):
        yield from (place.offer(name, "file") for name in sorted(place.project.media))
    elif cursor.key == "owner":
        yield from (place.offer(name, "value") for name in sorted(_find_owners(place.project)))
    elif tree is not None and group == "responses":
        asked = next(reversed([*find_steps(Text(cursor.key), tree, place.project.trees)]), None)
        step = asked.tree.steps.get(asked.id) if asked is not None else None
        if isinstance(step, Question):
            yield from (place.offer(str(option.label), "option", str(option.id)) for option in step.options)
        elif asked is not None and isinstance(step, Input) and step.fact in asked.tree.facts:
            yield from (place.offer(*each) for each in _find_fact_values(asked.tree.facts[step.fact]))
    elif tree is not None and group in ("given", "set"):
        owners = _find_run(place.project, tree) if group == "given" else [tree]
        fact = next((each.facts[cursor.key] for each in owners if cursor.key in each.facts), None)
        yield from (place.offer(*each) for each in (_find_fact_values(fact) if fact is not None else ()))


def _find_owners(project: Project) -> set[str]:
    owners = {tree.owner for tree in project.all_trees} | {
        step.owner for tree in project.all_trees for step in tree.steps.values()
    }
    return {str(owner) for owner in owners if owner}


def _find_fact_values(fact: Fact) -> Iterator[tuple[str, str, str]]:
    if fact.type == "yes_no":
        yield from (("yes", "value", ""), ("no", "value", ""))
    yield from ((str(option.value), "value", str(option.label)) for option in fact.options)


# Within a text


def _offer_facts(tree: Tree, start: int, end: int, closing: str) -> list[Candidate]:
    return [
        Candidate(str(fact.id), "fact", f"{fact.id}{closing}", start, end, fact.type, tell_fact(fact))
        for fact in tree.facts.values()
    ]


def _complete_expression(tree: Tree, cursor: Cursor) -> Iterator[Candidate]:
    """Yield facts, functions and words; behind a comparison with a choice first the values of that choice."""
    word = WORD_BEFORE.search(cursor.written)
    start = cursor.start + (word.start() if word else len(cursor.written))
    end = cursor.start + len(cursor.written)
    if (match := KNOWN_VALUE.search(cursor.written)) and match[1] in tree.facts:
        quoted = cursor.written[: start - cursor.start].endswith(('"', "'"))
        for value, _, label in _find_fact_values(tree.facts[match[1]]):
            plain = tree.facts[match[1]].type == "yes_no" or quoted
            yield Candidate(value, "value", value if plain else f'"{value}"', start, end, label)
        if quoted:
            return
    yield from (
        Candidate(str(fact.id), "fact", str(fact.id), start, end, fact.type, tell_fact(fact), 1)
        for fact in tree.facts.values()
    )
    yield from _offer_words(FUNCTIONS, "function", start, end, 2)
    yield from _offer_words(WORDS, "word", start, end, 3)


def _offer_words(words: Iterable[str], kind: str, start: int, end: int, rank: int) -> Iterator[Candidate]:
    for word in words:
        example = FUNCTIONS[word].example if kind == "function" else ""
        yield Candidate(word, kind, f"{word}(" if kind == "function" else word, start, end, example, "", rank)
