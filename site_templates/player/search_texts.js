// The words of the search, in the aid and on the index.
export const searchTexts = {
  label: "What is the case about?",
  close: "Close",
  hits: {one: "{count} hit", other: "{count} hits"},
  first_hits: {one: "The best {shown} of {count} hit", other: "The best {shown} of {count} hits"},
  nothing: "Nothing found. Try one word less, or another word for it.",
  from_start: "From the start",
  jumps: "jumps into the middle",
  loading: "One moment.",
  failed: "The search could not be loaded. Check the connection and try again.",
};
