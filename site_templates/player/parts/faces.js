// Draws every screen but the first, which stands in the page, hears its forms, and reads addresses. It comes when the rep begins, and
// at once where the address has a case in it.
import {createForms} from "../forms.js";
import {createLater} from "../later.js";
import {parseAddress} from "../links.js";
import {drawCurrency, drawPath, nameDropped, renderCarry, renderStep, renderTrouble} from "../screen.js";
import {texts} from "../texts.js";

export function createPart(aid) {
  return {
    drawCurrency, drawPath, nameDropped, renderCarry, renderStep, renderTrouble, parseAddress, ofAddress: {gone: texts.step_gone, again: texts.enter_again},
    ...createForms(aid), ...createLater(aid),
  };
}
