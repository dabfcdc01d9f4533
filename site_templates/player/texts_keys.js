// The words of the list of keys.
export const keyTexts = {
  choose: "Choose an option, or tick a line",
  none: "None of these",
  confirm: "Continue, Done",
  back: "Back (also Alt ←)",
  search: "Search all guides",
  note: "Case note",
  copy: "Copy the case note",
  restart: "New case",
  view: "All steps, or one at a time",
  close: "Close, or keep the response as it was",
  keys: "These keys",
  use: "Use single keys on this page",
};
