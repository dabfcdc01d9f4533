// Draws every screen but the first, which stands in the page, and hears its forms. It comes when the rep begins.
import {createForms} from "../forms.js";
import {renderCarry, renderCurrency, renderPath, renderStep, renderTrouble} from "../screen.js";

export function createPart(aid) {
  return {renderCarry, renderCurrency, renderPath, renderStep, renderTrouble, ...createForms(aid)};
}
