// Plays the page around an aid: speaks the host protocol by itself, and shows what is said both ways.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const MOST_SHOWN = 200;
  const frame = document.createElement("iframe");
  let count = 0;

  frame.title = "Job aid";
  frame.allow = "clipboard-write";
  document.querySelector(".around").append(frame);
  byId("tree").addEventListener("change", open);
  byId("clear").addEventListener("click", clear);
  byId("context").addEventListener("submit", (event) => {
    event.preventDefault();
    const type = event.submitter.dataset.say;
    send({ns: "perfsupport", v: 1, type, payload: type === "close" ? {} : collect(type)});
  });
  byId("raw").addEventListener("submit", (event) => {
    event.preventDefault();
    try {
      byId("wrong").hidden = true;
      send(JSON.parse(byId("message").value));
    } catch (error) {
      byId("wrong").textContent = `This is not JSON: ${error.message}`;
      byId("wrong").hidden = false;
    }
  });
  addEventListener("message", ({source, origin, data}) => {
    if (source !== frame.contentWindow || origin !== location.origin || data?.ns !== "perfsupport") return;
    show("\u2190", "aid", data);
    if (data.type === "ready") offer(data.payload.accepts.facts);
    if (data.type === "resize") frame.style.blockSize = `${data.payload.height}px`;
  });
  open();

  function open() {
    clear();
    offer({});
    frame.src = `${byId("tree").value}.html`;
  }

  function clear() {
    byId("messages").replaceChildren();
    count = 0;
    byId("count").textContent = "None yet.";
  }

  function send(message) {
    show("\u2192", "host", message);
    frame.contentWindow.postMessage(message, location.origin);
  }

  function show(arrow, who, message) {
    const entry = document.createElement("li"), name = document.createElement("b"), body = document.createElement("pre");
    entry.dataset.from = who;
    name.textContent = `${arrow} ${who}: ${message?.type ?? "?"}`;
    body.textContent = JSON.stringify(message?.payload ?? message);
    body.title = JSON.stringify(message);
    entry.append(name, ` ${new Date().toLocaleTimeString()}`, body);
    byId("messages").prepend(entry);
    while (byId("messages").childElementCount > MOST_SHOWN) byId("messages").lastElementChild.remove();
    count += 1;
    byId("count").textContent = count === 1 ? "One message." : `${count} messages, the newest first.`;
  }

  // A field for each fact that the aid says it takes.
  function offer(facts) {
    const fields = Object.entries(facts).map(([id, fact]) => {
      const line = document.createElement("p"), label = document.createElement("label"), field = makeField(fact);
      field.id = `fact-${id}`;
      field.dataset.fact = id;
      field.dataset.type = fact.type;
      label.htmlFor = field.id;
      label.textContent = `${fact.label}${fact.unit ? ` (${fact.unit})` : ""}`;
      label.title = `${id}: ${fact.type}${fact.sensitive ? ", sensitive" : ""}`;
      line.append(label, " ", field);
      return line;
    });
    const legend = byId("facts").querySelector("legend");
    byId("facts").replaceChildren(legend, ...fields);
    byId("facts").hidden = fields.length === 0;
    byId("no-facts").hidden = fields.length > 0;
  }

  function makeField({type, options = []}) {
    const choices = type === "yes_no" ? [["yes", "Yes"], ["no", "No"]] : options;
    const field = document.createElement(choices.length ? "select" : "input");
    field.autocomplete = "off";
    if (!choices.length) field.type = {number: "number", date: "date"}[type] ?? "text";
    if (type === "number") field.step = "any";
    if (type === "many") field.multiple = true;
    else if (choices.length) field.append(new Option("\u2013", ""));
    field.append(...choices.map(([value, label]) => new Option(label, value)));
    return field;
  }

  function collect(type) {
    const facts = [...document.querySelectorAll("[data-fact]")].map((field) => [field.dataset.fact, readField(field)]);
    const payload = {facts: Object.fromEntries(facts.filter(([, value]) => value !== null))};
    for (const name of type === "init" ? ["contact", "language", "theme", "mode"] : ["contact"]) {
      if (byId(name).value) payload[name] = byId(name).value;
    }
    return payload;
  }

  function readField(field) {
    if (field.dataset.type === "many") return field.selectedOptions.length ? [...field.selectedOptions].map(({value}) => value) : null;
    if (field.value === "") return null;
    if (field.dataset.type === "number") return field.valueAsNumber;
    return field.dataset.type === "yes_no" ? field.value === "yes" : field.value;
  }
})();
