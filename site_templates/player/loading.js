// Parts of the player that come when they are first needed, each a script of its own; docs/reference/page.md tells how they are made.
import {texts} from "./texts.js";

// What parts import of the player's modules; the build fills it in.
export const kit = {};

// While a script runs, and only then, it can be told which element it is. Nothing of ours is a global of the page.
export const ownScript = globalThis.document?.currentScript;

const LATE = 400;
const arrived = new Map(); // address of a part: a promise of {createPart, style}
const sheets = new Map(); // style of a part: the sheet that is made of it

// Gives loadPart(name): a promise of what a part's createPart(aid) gives, made once for the aid. Where the part does not come it is a
// promise of nothing: the rep has been told, unless it should be `quiet`, and the next call asks for it again.
export function createLoader(aid, names, say) {
  const made = new Map();

  async function make(name, quiet) {
    let isLate = false;
    const address = new URL(names[name], ownScript?.src || aid.root.baseURI).href;
    const late = setTimeout(() => {
      isLate = !quiet;
      if (isLate) say(texts.loading_part);
    }, LATE);
    try {
      if (!arrived.has(address)) arrived.set(address, fetchPart(name, address));
      const {createPart, style} = await arrived.get(address);
      if (style) addStyle(aid.root, aid.surroundings.adapt?.(style) ?? style);
      if (isLate) say("");
      return createPart(aid);
    } catch (error) {
      arrived.delete(address);
      made.delete(name);
      if (!quiet) {
        console.error(error);
        say(texts.no_part);
      }
    } finally {
      clearTimeout(late);
    }
  }

  return (name, quiet = false) => {
    if (!made.has(name)) made.set(name, make(name, quiet));
    return made.get(name);
  };
}

// A script that stands in the page already has left what it brings; one that failed is asked for again.
async function fetchPart(name, address) {
  const found = [...document.scripts].find((script) => script.perfsupport && (script.src === address || script.dataset.part === name));
  return (found ?? (await loadScript(address))).perfsupport(kit);
}

// Gives a promise of a script's element, once it has run: what it brings it leaves there. Unlike fetch this works from disk, and
// in frames without an origin. The page around may be written in another encoding than ours.
export function loadScript(address) {
  const script = document.createElement("script");
  return new Promise((resolve, reject) => {
    Object.assign(script, {onload: () => resolve(script), onerror: () => reject(Error(address)), src: address, charset: "utf-8"});
    document.head.append(script);
  }).finally(() => script.remove());
}

// The policy of a page allows no style elements of ours; a sheet made by a script it does.
function addStyle(root, style) {
  const sheet = sheets.get(style) ?? new CSSStyleSheet();
  if (root.adoptedStyleSheets.includes(sheet)) return;
  sheets.set(style, sheet);
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
