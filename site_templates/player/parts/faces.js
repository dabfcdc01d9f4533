// What steps have that few pages begin with: picks, entries, checklists, media, tips, contacts and links.
import {renderChecklist, renderContact, renderEntry, renderLinks, renderMedia, renderPick, renderTips} from "../faces.js";
import {createForms} from "../forms.js";

export function createPart(aid) {
  return {pick: renderPick, enter: renderEntry, tick: renderChecklist, renderContact, renderLinks, renderMedia, renderTips, ...createForms(aid)};
}
