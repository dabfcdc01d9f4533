// The filter of the index: shows the guides in whose title, summary or keywords all typed words stand.
(() => {
  "use strict";
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const form = document.getElementById("search");
  const words = document.getElementById("words");
  const hits = document.getElementById("hits");
  const nothing = document.getElementById("nothing");
  const guides = [...document.querySelectorAll(".guides > li")].map((item) => ({
    item,
    text: plain([item.querySelector("h3").textContent, item.querySelector(".prose")?.textContent, item.dataset.words].join(" ")),
  }));
  const categories = [...document.querySelectorAll(".category")];

  function show() {
    const typed = plain(words.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const guide of guides) {
      guide.item.hidden = !typed.every((word) => guide.text.includes(word));
      found += guide.item.hidden ? 0 : 1;
    }
    for (const category of categories) category.hidden = !category.querySelector("li:not([hidden])");
    hits.textContent = typed.length ? `${found} of ${guides.length}` : "";
    nothing.hidden = found > 0 || !guides.length;
  }

  words.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = guides.find((guide) => !guide.item.hidden);
    if (words.value.trim() && first) location.href = first.item.querySelector("h3 a").href;
  });
  document.addEventListener("keydown", (event) => {
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (event.key === "/" && !modified && document.activeElement !== words) {
      event.preventDefault();
      words.focus();
    } else if (event.key === "Escape" && document.activeElement === words) {
      words.value = "";
      show();
    }
  });
  form.hidden = guides.length < 2;
  // The browser may have kept the words over a reload or on the way back.
  show();
})();
