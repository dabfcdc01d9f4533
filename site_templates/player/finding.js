// Finds trees and steps by their words in the site's search index (docs/reference/site.md). No page, no clock in here.
//
// Nothing has to be sent but the words themselves: which entries have which word is worked out here, in the time of a blink.
const FORMAT = 1;

// What is worth how much: by field, and by how a word stands in it.
const TREE = [10, 8, 3]; // title, keywords, summary
const STEP = [6, 3, 1.5]; // title, options, words
const WHOLE = 1, BEGINNING = 0.75, INSIDE = 0.4, MISTYPED = [0, 0.5, 0.35];
const TREE_AROUND = 0.1; // of what the tree's own title is worth to its steps
const OWN_SHARE = 0.5; // of the words a step must have itself, the others may stand in its tree's title
const PHRASE = 4;

const LEAST_INSIDE = 4; // letters of a word that may stand inside another, as in German compounds
const MOST_TERMS = 12; // mistyped words looked for in place of one
const REMEMBERED = 24;

// Folding: capitals, accents, vowel marks and letter forms that people write in more than one way.
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u3099\u309a]/g;
const TWINS = {
  "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ",
  "ٱ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ہ": "ه", "ھ": "ه",
};
const TWIN = new RegExp(`[${Object.keys(TWINS).join("")}\u0660-\u0669\u06f0-\u06f9]`, "g");
const OTHER = /[^\p{L}\p{N}\p{M}\n]+/gu;
// Scripts without spaces between words: there every two signs that follow each other are a word.
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

export function fold(text) {
  return text.toLowerCase().normalize("NFKD").replace(MARKS, "").replace(TWIN, (sign) => TWINS[sign] ?? String(sign.charCodeAt(0) & 15));
}

// Gives the words of a query: folded, each once.
export function readWords(query) {
  const words = fold(query).replace(OTHER, " ").split(" ").filter(Boolean);
  return [...new Set(words.flatMap((word) => (UNSPACED.test(word) ? pairUp(word) : word)))];
}

function pairUp(word) {
  const signs = [...word];
  return signs.length < 3 ? word : signs.slice(1).map((sign, number) => signs[number] + sign);
}

// Gives {find(query, {tree, today, most})} for an index. It takes a moment with many steps, and is done once.
export function createFinder({format, trees}) {
  if (format !== FORMAT) return null;
  const entries = [], fields = [[], [], []], remembered = new Map();
  for (const tree of trees) {
    add({tree, around: entries.length, weights: TREE}, tree.title, tree.keywords, tree.summary);
    const around = entries.length - 1;
    tree.steps.forEach(([, title, options = "", words = ""], number) => add({tree, number, around, weights: STEP}, title, options, words));
  }
  const columns = fields.map(makeColumn);
  let dictionary = null;

  return {find};

  function add(entry, ...texts) {
    entries.push(entry);
    texts.forEach((text, number) => fields[number].push(text));
  }

  // Gives {total, groups: [{tree, hits: [{step, title, context, fragment, jumps, score}]}]}: hits are grouped by tree, which comes
  // first in its group where it is a hit itself; the group of the tree `first` comes before others.
  // In `title` and `context` every second part is what matched. `most` is how many hits are given, `today` leaves out what does not hold.
  function find(query, {first = "", today = "", most = 30} = {}) {
    const words = readWords(query), {scores, found} = rank(words);
    if (!words.length) return {total: 0, groups: []};
    if (words.length > 1) {
      const phrase = ` ${fold(query).replace(OTHER, " ").trim()}`;
      for (const number of findIn(columns[0], phrase)) if (scores[number] > 0) scores[number] += PHRASE;
    }
    const {best, total} = pick(scores, today, most), groups = new Map();
    for (const number of best) {
      const {tree} = entries[number];
      if (!groups.has(tree)) groups.set(tree, {tree, hits: []});
      const {hits: within} = groups.get(tree), hit = makeHit(number, scores[number], found);
      within.splice(hit.step === null ? 0 : within.length, 0, hit);
    }
    const sorted = [...groups.values()].sort((one, other) => (other.tree.id === first) - (one.tree.id === first));
    return {total, groups: sorted};
  }

  // Gives the best entries, the first of two alike first, and how many there are: a letter has thousands, and few of them are shown.
  function pick(scores, today, most) {
    const best = [];
    let total = 0;
    for (let number = 0; number < entries.length; number++) {
      const score = scores[number];
      if (!(score > 0) || !holds(entries[number], today)) continue;
      total += 1;
      if (best.length === most && score <= scores[best[most - 1]]) continue;
      let at = best.length;
      while (at && score > scores[best[at - 1]]) at--;
      best.splice(at, 0, number);
      if (best.length > most) best.pop();
    }
    return {best, total};
  }

  // Every word has to be there. Where no entry has all, words may be mistyped, and short ones that say little may be missing.
  function rank(words) {
    const plain = join(words.map((word) => lookUp(word, false)));
    if (plain.some || !words.length) return plain;
    const telling = words.filter((word) => word.length > 3 || /\d/.test(word) || UNSPACED.test(word));
    return join((telling.length ? telling : words).map((word) => lookUp(word, true)));
  }

  function join(looked) {
    const scores = new Float32Array(entries.length), found = looked.flatMap(({terms}) => terms);
    let some = false;
    for (let number = 0; number < entries.length; number++) {
      const {around} = entries[number];
      let sum = 0, own = 0;
      for (const {scores: each} of looked) {
        const score = each[number] + (around === number ? 0 : each[around] * TREE_AROUND);
        if (!score) {
          own = 0;
          break;
        }
        if (each[number]) own += 1;
        sum += score;
      }
      if (own && own >= looked.length * OWN_SHARE) {
        scores[number] = sum;
        some = true;
      }
    }
    return {scores, found, some};
  }

  // Gives {scores, terms} of a word: by entry, and what stands for it in the texts. Where nothing begins with it, it is taken for mistyped too.
  function lookUp(word, mistyped) {
    const name = `${mistyped}${word}`;
    let looked = remembered.get(name);
    if (!looked) {
      looked = {scores: new Float32Array(entries.length), terms: [word]};
      const begins = scan(word, looked.scores, 1, false);
      if (mistyped || !begins) {
        for (const {term, wrong} of findTerms(word)) {
          scan(term, looked.scores, MISTYPED[wrong], true);
          looked.terms.push(term);
        }
      }
      if (remembered.size >= REMEMBERED) remembered.delete(remembered.keys().next().value);
      remembered.set(name, looked);
    }
    return looked;
  }

  // Raises the scores of entries in which a word stands; tells whether one of their words begins with it.
  function scan(word, scores, share, whole) {
    const unspaced = UNSPACED.test(word), inside = unspaced || (!whole && word.length >= LEAST_INSIDE);
    let begins = false;
    columns.forEach(({places}, field) => {
      for (const [term, numbers] of whole && !unspaced ? [[word, places.get(word) ?? []]] : places) {
        const first = term.startsWith(word);
        if (!first && !(inside && term.includes(word))) continue;
        begins ||= first || unspaced;
        const kind = term === word ? WHOLE : first || unspaced ? BEGINNING : INSIDE;
        for (const number of numbers) {
          const score = kind * share * entries[number].weights[field];
          if (score > scores[number]) scores[number] = score;
        }
      }
    });
    return begins;
  }

  // Gives the site's own words that a mistyped one may stand for, the nearest first. What has a digit in it is a code, and never mistyped.
  function findTerms(word) {
    const most = word.length < 4 || /\d/.test(word) || UNSPACED.test(word) ? 0 : word.length < 8 ? 1 : 2;
    if (!most) return [];
    dictionary ??= makeDictionary(columns);
    const mask = maskOf(word), near = [];
    dictionary.terms.forEach((term, number) => {
      if (term === word || term.length < word.length - most || countBits(mask & ~dictionary.masks[number]) > most) return;
      const wrong = measure(word, term, most);
      if (wrong <= most) near.push({term, wrong});
    });
    return near.sort((one, other) => one.wrong - other.wrong || one.term.length - other.term.length).slice(0, MOST_TERMS);
  }

  function makeHit(number, score, found) {
    const {tree, number: step} = entries[number], [title, second, third] = fields.map((texts) => texts[number]);
    const shown = markWords(title, found);
    const rest = found.filter((term) => !shown.some((part, at) => at % 2 && fold(part).includes(term)));
    const whole = step === undefined;
    return {
      step: whole ? null : tree.steps[step][0], title: shown, score,
      context: findContext(second, rest, true) ?? findContext(third, rest, false) ?? [],
      ...(whole ? {fragment: "", jumps: false} : findAddress(tree, step)),
    };
  }
}

function holds({tree, number}, today) {
  if (number === undefined || !today) return true;
  const [, , , , , from = "", until = ""] = tree.steps[number];
  return (!from || from <= today) && (!until || today <= until);
}

// A field of all entries: one folded text, every word with a space before and behind it, where each entry begins, and the entries
// that have each word.
function makeColumn(texts) {
  const text = `\n ${fold(texts.join("\n")).replace(OTHER, " ").replaceAll("\n", " \n ")} \n`;
  const starts = new Uint32Array(texts.length + 1);
  let at = 0;
  for (let number = 0; number < texts.length; number++) {
    starts[number] = at;
    at = text.indexOf("\n", at + 1);
  }
  starts[texts.length] = text.length;
  return {text, starts, places: findPlaces(text)};
}

function findPlaces(text) {
  const places = new Map();
  text.split("\n").forEach((line, number) => {
    for (const term of line.split(" ")) {
      if (!term) continue;
      const numbers = places.get(term);
      // The first line is empty, so that the first entry is the second.
      if (!numbers) places.set(term, [number - 1]);
      else if (numbers[numbers.length - 1] !== number - 1) numbers.push(number - 1);
    }
  });
  return places;
}

function findIn({text, starts}, sought) {
  const found = new Set();
  let number = 0;
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
    while (starts[number + 1] <= at) number++;
    found.add(number);
  }
  return found;
}

function makeDictionary(columns) {
  const terms = [...new Set(columns.flatMap(({places}) => [...places.keys()]))].filter((term) => term.length > 2 && !UNSPACED.test(term));
  return {terms, masks: Int32Array.from(terms, maskOf)};
}

// A bit for each letter of a word: what one word lacks of another can be told before the two are compared.
function maskOf(word) {
  let mask = 0;
  for (let at = 0; at < word.length; at++) mask |= 1 << (word.charCodeAt(at) & 31);
  return mask;
}

function countBits(bits) {
  let count = 0;
  for (let left = bits; left; left &= left - 1) count++;
  return count;
}

// Gives how many letters are wrong, missing, too many or swapped in a word, against another one or the beginning of it. Above `most` it stops counting.
export function measure(word, term, most) {
  const width = Math.min(term.length, word.length + most);
  let before = null, above = Array.from({length: width + 1}, (_, at) => at);
  for (let row = 1; row <= word.length; row++) {
    const line = [row];
    let least = row;
    for (let at = 1; at <= width; at++) {
      const same = word[row - 1] === term[at - 1];
      let cost = Math.min(above[at] + 1, line[at - 1] + 1, above[at - 1] + (same ? 0 : 1));
      if (before && word[row - 1] === term[at - 2] && word[row - 2] === term[at - 1]) cost = Math.min(cost, before[at - 2] + 1);
      line.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return least;
    [before, above] = [above, line];
  }
  // The beginning of a longer word counts only for what is long enough to be one.
  return word.length > 4 ? Math.min(...above) : term.length <= width ? above[term.length] : most + 1;
}

// Gives a text in parts, every second of which is one of the terms.
export function markWords(text, terms) {
  const {folded, from, to} = foldWithPlaces(text), marks = [];
  for (const term of terms) {
    const inside = term.length >= LEAST_INSIDE || UNSPACED.test(term);
    for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + 1)) {
      if (inside || !at || !isLetter(folded[at - 1])) marks.push([from[at], to[at + term.length - 1]]);
    }
  }
  const parts = [];
  let done = 0;
  for (const [start, end] of marks.sort(([one, longer], [other, shorter]) => one - other || shorter - longer)) {
    if (start >= done) parts.push(text.slice(done, start), text.slice(start, end));
    else if (end > done) parts[parts.length - 1] += text.slice(done, end);
    done = Math.max(done, end);
  }
  return [...parts, text.slice(done)];
}

const folds = new Map(); // sign by sign: folding each anew takes longer than all the rest of a search

function foldSign(sign) {
  let folded = folds.get(sign);
  if (folded === undefined) folds.set(sign, folded = fold(sign));
  return folded;
}

function foldWithPlaces(text) {
  const from = [], to = [];
  let folded = "", at = 0;
  for (const sign of text) {
    const each = foldSign(sign), end = at + sign.length;
    for (let count = 0; count < each.length; count++) from.push(at), to.push(end);
    // A mark that folds away belongs to the letter before it.
    if (!each && to.length) to[to.length - 1] = end;
    folded += each;
    at = end;
  }
  return {folded, from, to};
}

const isLetter = (sign) => /[\p{L}\p{N}\p{M}]/u.test(sign);

// Gives the part of a text that shows why it was found, or null. `entries` has a point between what belongs apart.
function findContext(text, terms, entries) {
  if (!terms.length || !text) return null;
  for (const part of entries ? text.split(" · ") : [text]) {
    const marked = markWords(part, terms);
    if (marked.length > 1) return shorten(marked);
  }
  return null;
}

// Around the first mark about so many signs are left.
function shorten([before, ...rest], most = 90) {
  const cut = before.length > most / 2 ? `… ${before.slice(-most / 3).replace(/^\S*\s/, "")}` : before;
  const kept = [cut];
  let length = cut.length;
  for (const part of rest) {
    const room = most - length;
    kept.push(part.length > room ? `${part.slice(0, Math.max(room, 0)).replace(/\s\S*$/, "")} …` : part);
    length += part.length;
    if (length >= most) break;
  }
  return kept;
}

// Gives {fragment, jumps}: the address of a step, with the path to it where there is exactly one.
export function findAddress(tree, number) {
  const [id, , , , way = []] = tree.steps[number], pairs = [];
  if (!way.length) return {fragment: `${id}?~start=${id}`, jumps: true};
  for (let [before, ...rest] = way; ; [before, ...rest] = tree.steps[before][4]) {
    const responses = before < 0 ? rest : [tree.steps[before][0], ...rest];
    for (let at = responses.length - 2; at >= 0; at -= 2) pairs.push(`${responses[at]}=${encodeURIComponent(responses[at + 1])}`);
    if (before < 0) break;
  }
  return {fragment: pairs.length ? `${id}?${pairs.reverse().join("&")}` : id, jumps: false};
}
