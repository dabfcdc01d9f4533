// The words that come with the case note.
export const noteTexts = {
  title: "Case note",
  copy: "Copy",
  print: "Print",
  new_case: "New case",
  copied: "Copied.",
  copy_yourself: "Copying is blocked here. The note is marked: press Ctrl+C, or ⌘C on a Mac.",
};
