// In a file that holds a whole site (perfsupport package): shows the page that the fragment names, #card-declined.html#amount?channel=online.
(() => {
  "use strict";
  const about = JSON.parse(document.getElementById("perfsupport-package").textContent);
  const address = findPage(), page = about.pages[address], {documentElement: root, body} = document;
  const held = document.querySelector(`[data-page="${address}"]`), scripts = [...document.querySelectorAll("script[data-address]")];
  Object.assign(root, {lang: page.lang, dir: page.dir});
  // The player's fragments stand behind this (player/surroundings.js).
  root.dataset.page = `${address}#`;
  document.title = page.title;
  for (const style of document.querySelectorAll("style[data-address]")) style.sheet.disabled = !page.styles.includes(style.dataset.address);
  body.className = page.class;
  // A copy: Chromium never plays a film that began its life within a template.
  const content = held.content ? document.importNode(held.content, true) : held;
  body.replaceChildren(...content.childNodes, document.getElementById("perfsupport-search"));
  Object.entries(page.parts).forEach(([name, part]) => run(part, name));
  page.scripts.forEach((script) => run(script));
  addEventListener("hashchange", move);
  scroll();

  // Gives the address of the page to show: the one that the fragment names, or the first one.
  function findPage() {
    const named = location.hash.slice(1).split("#")[0];
    return Object.hasOwn(about.pages, named) ? named : about.start;
  }

  // Runs a script of the site that stands in the file as text; the policy knows it by its hash.
  function run(name, part) {
    const script = document.createElement("script");
    script.textContent = scripts.find((one) => one.dataset.address === name).textContent;
    if (part) script.dataset.part = part;
    body.append(script);
  }

  // Another page begins anew, as it would in a site.
  function move() {
    if (findPage() === address) scroll();
    else location.reload();
  }

  function scroll() {
    const place = location.hash.slice(1).split("#")[1];
    if (place) document.getElementById(place)?.scrollIntoView();
  }
})();
