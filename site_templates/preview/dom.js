// Makes elements for the preview's own corner of the page.

// Attributes that are null or false are left out, functions become listeners; so are children that are null or false.
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function count(number, one, more = `${one}s`) {
  return `${number} ${number === 1 ? one : more}`;
}

// Gives a link that opens a line in the author's editor, or only its name where there is no editor to open.
export function sourceLink(editor, path, line, column = 1, text = `${path}:${line}`) {
  if (!editor) return h("span", {class: "place"}, text);
  const file = path.split("/").map(encodeURIComponent).join("/");
  const address = editor.replace("{path}", file).replace("{line}", line).replace("{column}", column);
  return h("a", {class: "place", href: address, title: "Open in the editor"}, text);
}
