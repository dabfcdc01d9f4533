// The words of an aid in another page that are not those of a page of its own.
export const elementTexts = {
  restarted: "New case",
};
