// Texts of the interface with names and numbers put in, in the language of the page.

// Gives a text with values in place of the names in braces.
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// Gives the form of a text that goes with a number in a language, the number in place of {count}.
export function fillCount(forms, count, language) {
  const locale = knownLanguage(language);
  return fill(forms[new Intl.PluralRules(locale).select(count)] ?? forms.other, {count: new Intl.NumberFormat(locale).format(count)});
}

// Gives the language if browsers know it, English else.
export function knownLanguage(language) {
  try {
    return Intl.getCanonicalLocales(language)[0] ?? "en";
  } catch {
    return "en";
  }
}
