// The words of the expert view.
export const expertTexts = {
  title: "All steps",
  intro: "In order. A title leads to its step, an option to what comes behind it.",
  here: "you are here",
  done: "on the path",
  then: "Then",
  none: "None of these",
  decided: "Decided by itself",
  runs: "Works through: {title}",
  inside: {one: "Its {count} step", other: "Its {count} steps"},
};
