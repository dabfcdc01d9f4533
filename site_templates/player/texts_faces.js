// The words that come with the part `faces`.
export const formTexts = {
  tick_all: {one: "Tick every line first: {count} is left.", other: "Tick every line first: {count} are left."},
  tick_in_order: "One line after the other: line {line} comes first.",
  tick_some: "Tick what applies.",
};

// In place of a step that a link names and the guide does not have.
export const droppedTexts = {
  unknown: "a step that is not there",
};

// After a jump, before the names of facts that nobody was asked for; each has a press that asks for it.
export const jumpTexts = {
  unasked: "Not asked, though what follows depends on it:",
  ask_first: "Ask first",
};

// Why an entry is not taken, by the problem.
export const entryTexts = {
  empty: "Enter something first.",
  number: "Enter a number, such as 120 or 19.50.",
  date: "Enter a day of the calendar.",
  choice: "Choose one of the values on offer.",
  yes_no: "Choose yes or no.",
  many: "Choose among the values on offer.",
  pattern: "This does not have the form that is expected here.",
  like: "This does not have the form that is expected here. Enter it like {limit}.",
  min: "Enter {limit} or more.",
  max: "Enter {limit} or less.",
  earliest: "Enter {limit} or a later day.",
  latest: "Enter {limit} or an earlier day.",
};
