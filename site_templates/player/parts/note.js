// The case note, from the first outcome or the first press of its key on.
import {caseNote} from "../casenote.js";
import {createNote} from "../note.js";

export function createPart(aid) {
  const write = (state) => caseNote(aid.program, state, aid.today(), aid.page.note, aid.contact);
  return {...createNote(aid, () => write(aid.state)), write: (state) => write(state).join("\n")};
}
