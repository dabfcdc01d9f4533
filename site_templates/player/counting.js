// Texts of the interface for a number.
import {fill, knownLanguage} from "./filling.js";

// Gives the form of a text that goes with a number in a language, the number in place of {count}.
export function fillCount(forms, count, language) {
  const locale = knownLanguage(language);
  return fill(forms[new Intl.PluralRules(locale).select(count)] ?? forms.other, {count: new Intl.NumberFormat(locale).format(count)});
}
