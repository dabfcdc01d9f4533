// Draws every screen but the first, which stands in the page, hears its forms, and reads addresses. It comes when the rep begins, and
// at once where the address has a case in it.
import {createForms} from "../forms.js";
import {findPlace} from "../keys.js";
import {createLater} from "../later.js";
import {parseAddress} from "../links.js";
import {drawCurrency, drawPath, nameDropped, renderCarry, renderStep, renderTrouble} from "../screen.js";
import {texts} from "../texts.js";

export function createPart(aid) {
  // A start that is none any more is left away: the guide begins at its own.
  function read(program, ...rest) {
    const {start, ...state} = parseAddress(program, ...rest);
    if (!start) return state;
    return findPlace(program, start) ? {...state, start} : {...state, gone: true};
  }

  return {
    drawCurrency, drawPath, nameDropped, renderCarry, renderStep, renderTrouble, parseAddress: read, ofAddress: {gone: texts.step_gone, again: texts.enter_again},
    ...createForms(aid), ...createLater(aid),
  };
}
