// How keys are shown.
export function showKey(key) {
  return key === "Backspace" ? "⌫" : key.toUpperCase();
}
