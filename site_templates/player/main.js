// Begins where the page is the aid's own. Another page's element mounts aids itself.
import {mount} from "./aid.js";
import {loadScript, ownScript} from "./loading.js";
import {say} from "./notice.js";
import {createSurroundings} from "./surroundings.js";
import {texts} from "./texts.js";

if (ownScript) ownScript.perfsupport = {mount};
start(document, createSurroundings());

async function start(root, surroundings) {
  const data = root.getElementById("perfsupport-page");
  if (!data) return;
  try {
    const page = JSON.parse(data.textContent);
    const program = page.program ?? loadScript(page.program_url).then((script) => script.program);
    await mount({root, page, program, surroundings});
  } catch (error) {
    say(root, error instanceof SyntaxError ? texts.not_readable : texts.not_loaded);
    console.error(error);
  }
}
