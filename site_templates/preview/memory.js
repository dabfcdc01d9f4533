// What this tab keeps of the preview. Storage throws where a browser is told to keep nothing.
export function remember(name, value) {
  try {
    sessionStorage.setItem(name, value);
  } catch {}
}

export function recall(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}
