// Puts the aid into a state: that of a scenario, of a step to begin at, or the one before a reload.
const KEPT = "perfsupport-preview-state";

// Gives a program in which the host may say these facts whatever their sources, in the first tree with each; the twin of
// `give` in perfsupport/scenarios/cases.py.
export function give(program, facts) {
  const trees = {...program.trees};
  for (const fact of facts) {
    const id = Object.keys(trees).find((each) => Object.hasOwn(trees[each].facts, fact));
    if (id) trees[id] = {...trees[id], facts: {...trees[id].facts, [fact]: {...trees[id].facts[fact], sources: ["host"]}}};
  }
  return {...program, trees};
}

// Plays {given, responses} in the page.
export function play(current, {given, responses}) {
  current.play({responses, known: {host: given, link: {}}}, {program: give(current.program, Object.keys(given))});
}

// Keeps the state through a reload: what is given, and sensitive responses, stand in no address. Only in this tab, and only
// for the address that belongs to it.
export function keep({state}) {
  store({page: location.pathname, hash: location.hash, state});
}

// Plays what was kept before this reload, where the address that was asked for is still the same.
export function restore(current, hash) {
  const kept = recall();
  if (kept?.page !== location.pathname || kept.hash !== hash || JSON.stringify(kept.state) === JSON.stringify(current.state)) return;
  current.play(kept.state, {program: give(current.program, Object.keys(kept.state.known.host ?? {})), moved: false});
}

function store(value) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(value));
  } catch {}
}

function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}
