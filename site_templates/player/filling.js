// Texts of the interface with names and numbers put in, in the language of the page.

// Gives a text with values in place of the names in braces.
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// Gives the language if browsers know it, English else.
export function knownLanguage(language) {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? "en";
  } catch {
    return "en";
  }
}
