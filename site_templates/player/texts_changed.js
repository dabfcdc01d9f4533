// The words of parts/changed.js.
export const changedTexts = {
  new: "New step",
  changed: "New wording",
  since: "Changed since you last used this",
  more: {one: "and {count} more", other: "and {count} more"},
  forget: "Forget which steps I have seen",
  forgotten: "This browser has forgotten which steps you have seen.",
};
