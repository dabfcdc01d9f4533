// The words of parts/solved.js.
export const solvedTexts = {
  ask: "Did this solve it?",
  yes: "Yes",
  partly: "Partly",
  no: "No",
  said: "Noted:",
  undo: "Undo",
};
