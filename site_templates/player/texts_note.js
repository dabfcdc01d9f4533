// The words that come with the case note.
export const noteTexts = {
  copied: "Copied.",
  copy_yourself: "Copying is blocked here. The note is marked: press Ctrl+C, or ⌘C on a Mac.",
};
