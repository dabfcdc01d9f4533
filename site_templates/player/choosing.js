// Choices that stand in the address of an aid's page: a bookmark keeps them.

// Keeps the value of a name in the part of the address behind `?`, or takes it out (null); in memory for an aid in another page.
export function keepChoice(surroundings, name, value) {
  if (surroundings.setQuery) return surroundings.setQuery(name, value);
  const {win} = surroundings, address = new URL(win.location.href);
  if (value === null) address.searchParams.delete(name);
  else address.searchParams.set(name, value);
  try {
    win.history.replaceState(win.history.state, "", address);
  } catch {
    // From disk the address cannot be changed; the choice still counts for this page.
  }
}
