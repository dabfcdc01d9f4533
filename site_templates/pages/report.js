// Makes tables sortable, shows a step's figures beside its box, and each map where it begins. The page says all of it without.
(() => {
  "use strict";
  const peek = document.getElementById("peek");
  let shown = null;

  for (const table of document.querySelectorAll("table.sortable")) {
    table.querySelectorAll("thead th").forEach((head, column) => {
      if (head.classList.contains("trend")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, head, column));
    });
  }

  function sort(table, head, column) {
    const falling = head.getAttribute("aria-sort") === "ascending" || (head.classList.contains("num") && head.getAttribute("aria-sort") !== "descending");
    for (const other of table.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", falling ? "descending" : "ascending");
    const body = table.tBodies[0], sign = falling ? -1 : 1;
    const rows = [...body.rows].map((row) => ({row, value: valueOf(row, column)}));
    rows.sort((one, other) => sign * (typeof one.value === "number" && typeof other.value === "number"
      ? one.value - other.value : String(one.value).localeCompare(String(other.value), document.documentElement.lang)));
    body.append(...rows.map(({row}) => row));
  }

  function valueOf(row, column) {
    const cell = row.cells[column];
    return !cell ? -2 : cell.dataset.value === undefined ? (cell.colSpan > 1 ? -2 : cell.textContent.trim()) : Number(cell.dataset.value);
  }

  for (const link of document.querySelectorAll(".canvas .node a")) {
    const title = link.querySelector("title");
    if (!title) continue;
    const lines = title.textContent.split("\n");
    // The page shows them at once; the browser's own tip would come on top a second later.
    title.remove();
    link.setAttribute("aria-label", lines.join(document.dir === "rtl" ? "، " : ", "));
    // A finger cannot point: its first tap shows the figures, the next one leads to the row.
    let first = false;
    const points = ({pointerType}) => pointerType !== "touch";
    link.addEventListener("pointerenter", (event) => { if (points(event)) show(link, lines); });
    link.addEventListener("pointerleave", (event) => { if (points(event)) peek.hidden = true; });
    link.addEventListener("pointerdown", (event) => { first = !points(event) && (peek.hidden || shown !== link); });
    link.addEventListener("focus", () => show(link, lines));
    link.addEventListener("blur", () => { peek.hidden = true; });
    link.addEventListener("click", (event) => {
      // A press of Enter has no detail.
      if (first && event.detail) {
        event.preventDefault();
        show(link, lines);
      }
      first = false;
    });
  }
  addEventListener("pointerdown", ({target}) => { if (!shown?.contains(target)) peek.hidden = true; });
  addEventListener("keydown", ({key}) => { if (key === "Escape") peek.hidden = true; });
  // Moving to a box by keyboard scrolls it into view: its figures go along. Those of the pointer stay behind.
  addEventListener("scroll", () => {
    if (shown?.matches(":focus-visible")) place();
    else peek.hidden = true;
  }, {passive: true, capture: true});

  function show(link, [name, ...rest]) {
    const title = document.createElement("b"), list = document.createElement("ul");
    title.textContent = name;
    for (const figure of rest) {
      const item = document.createElement("li");
      item.textContent = figure;
      list.append(item);
    }
    peek.replaceChildren(title, list);
    peek.hidden = false;
    shown = link;
    place();
  }

  function place() {
    const box = shown.getBoundingClientRect();
    const {width, height} = peek.getBoundingClientRect();
    const below = box.bottom + 8 + height < innerHeight;
    peek.style.left = `${Math.max(8, Math.min(innerWidth - width - 8, (box.left + box.right - width) / 2))}px`;
    peek.style.top = `${below ? box.bottom + 8 : Math.max(8, box.top - height - 8)}px`;
  }

  for (const canvas of document.querySelectorAll(".canvas")) {
    const first = canvas.querySelector(".start, .node");
    if (!first) continue;
    const box = first.getBoundingClientRect(), frame = canvas.getBoundingClientRect();
    canvas.scrollLeft += (box.left + box.right - frame.left - frame.right) / 2;
  }
})();
