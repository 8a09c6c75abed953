// Searches the decisions by the index that lies beside them; nothing that is typed leaves the reader's machine.
const form = document.querySelector("[data-search]");
const said = document.querySelector("[data-said]");
const list = document.querySelector("[data-found]");
const more = document.querySelector("[data-more]");
const AT_A_TIME = 10;
// Words that stand in so many decisions that alone they would find nearly all, slowly.
const COMMON = new Set(form ? form.dataset.common.split(" ") : []);
const isCommon = (word) => COMMON.has(word) || COMMON.has(word.replace(/['’]?s$/, ""));
let engine = null;
let results = [];
let shown = 0;
let asked = 0;

async function load() {
  if (!engine) {
    engine = await import(new URL(form.dataset.index, location.href));
    await engine.options({ excerptLength: 24 });
    await engine.init();
  }
  return engine;
}

function chosen() {
  const filters = {};
  for (const select of form.querySelectorAll("[data-filter]")) {
    if (select.value) filters[select.dataset.filter] = select.value;
  }
  return filters;
}

function remember(words) {
  const kept = new URLSearchParams(words ? { q: words, ...chosen() } : chosen());
  history.replaceState(null, "", kept.size ? `?${kept}` : location.pathname);
}

function clear() {
  results = [];
  shown = 0;
  list.replaceChildren();
  more.hidden = true;
}

function browse() {
  const filters = [...form.querySelectorAll("[data-filter]")].filter((select) => select.value);
  clear();
  if (!filters.length) {
    said.textContent = "";
    return;
  }
  said.replaceChildren("Please type a word, or ");
  const link = document.createElement("a");
  link.href = filters[0].selectedOptions[0].dataset.path;
  link.textContent = `see all decisions: ${filters[0].value}`;
  said.append(link, ".");
}

async function search() {
  const words = form.elements.q.value.trim().replace(/\s+/g, " ");
  const telling = words.toLowerCase().split(" ").filter((word) => word.length > 1 && !isCommon(word));
  const turn = ++asked;
  remember(words);
  if (!words) return browse();
  if (!telling.length) {
    clear();
    said.textContent = "These words stand in nearly every decision. Please add one that tells yours apart.";
    return;
  }
  said.textContent = "Searching…";
  try {
    const found = await (await load()).search(telling.join(" "), { filters: chosen() });
    if (turn !== asked) return;
    clear();
    results = found.results;
    said.textContent = results.length === 1 ? "1 decision found." : `${results.length.toLocaleString("en-GB")} decisions found.`;
    await showMore(turn);
  } catch {
    said.textContent = "The search could not be loaded. Please try again, or go through the decisions by service area.";
  }
}

function item(data) {
  const row = document.createElement("li");
  const name = document.createElement("p");
  const link = document.createElement("a");
  const kind = document.createElement("span");
  const text = document.createElement("p");
  link.href = data.url;
  link.textContent = data.meta.title;
  kind.className = "kind";
  kind.textContent = [data.meta.outcome, data.meta.date].filter(Boolean).join(" · ");
  name.className = "case";
  name.append(link, " ", kind);
  // The excerpt is text of ours with the words found marked by <mark>; nothing else of it is taken as markup.
  for (const piece of data.excerpt.split(/(<mark>.*?<\/mark>)/)) {
    const plain = new DOMParser().parseFromString(`<body>${piece}`, "text/html").body.textContent;
    if (piece.startsWith("<mark>")) {
      const mark = document.createElement("mark");
      mark.textContent = plain;
      text.append(mark);
    } else text.append(plain);
  }
  row.append(name, text);
  return row;
}

async function showMore(turn) {
  const next = results.slice(shown, shown + AT_A_TIME);
  const rows = await Promise.all(next.map((result) => result.data()));
  if (turn !== asked) return;
  const first = shown;
  shown += rows.length;
  list.append(...rows.map(item));
  more.hidden = shown >= results.length;
  if (first) list.children[first].querySelector("a").focus();
}

if (form) {
  form.hidden = false;
  const given = new URLSearchParams(location.search);
  form.elements.q.value = given.get("q") ?? "";
  for (const select of form.querySelectorAll("[data-filter]")) select.value = given.get(select.name) ?? "";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  let wait;
  form.addEventListener("input", (event) => {
    clearTimeout(wait);
    wait = setTimeout(search, event.target.matches("select") ? 0 : 350);
  });
  more.addEventListener("click", () => showMore(asked));
  if (given.size) search();
}
