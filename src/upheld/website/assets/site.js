// What the site can do more of when scripts run. Without them everything is still there, as lists and pages.
"use strict";

const root = new URL("..", document.currentScript.src);

const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f’']/g, "").toLowerCase().trim();

// Leads straight to a council when its whole name is given; otherwise the form leads to the list, filtered.
function findByName(form) {
  const input = form.querySelector("input");
  const go = (event) => {
    const wanted = plain(input.value);
    const option = [...form.querySelectorAll("option")].find((o) => plain(o.value) === wanted);
    if (!option) return;
    event.preventDefault();
    location.href = new URL(option.dataset.path, root);
  };
  form.addEventListener("submit", go);
}

// Shows only the entries whose names hold every word typed.
function filterList(form) {
  const input = form.querySelector("input");
  const count = form.querySelector("[data-count]");
  const sections = [...document.querySelectorAll(".letter")];
  const entries = [...document.querySelectorAll(".entries li")].map((item) => ({
    item,
    words: plain(`${item.dataset.names} ${item.querySelector("a").textContent}`),
  }));
  const show = () => {
    const wanted = plain(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { item, words } of entries) {
      item.hidden = !wanted.every((word) => words.includes(word));
      if (!item.hidden) shown += 1;
    }
    for (const section of sections) section.hidden = !section.querySelector("li:not([hidden])");
    count.textContent = wanted.length ? `${shown} of ${entries.length} names` : "";
  };
  input.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  input.value = new URLSearchParams(location.search).get("name") || "";
  form.hidden = false;
  show();
}

const POSTCODE = /^([A-Z]{1,2}[0-9][0-9A-Z]?|GIR|NPT)([0-9])([A-Z]{2})$/;

// Reads what upheld.scheme.postcodes writes: the codes of a sector, and the runs of units where it is split.
function codesOf(notation, unit) {
  const [named, runs] = notation.split(" ");
  const codes = named.split(",");
  if (!runs) return codes;
  for (const [, first, last, letter] of runs.matchAll(/([A-Z]{2})([A-Z]{2})?([a-z])/g)) {
    if (first <= unit && unit <= (last || first)) return [codes[letter.charCodeAt(0) - 97]];
  }
  return codes;
}

async function bodiesOf(written) {
  const parts = POSTCODE.exec(written.toUpperCase().replace(/\s+/g, ""));
  if (!parts) return null;
  const [, outward, digit, unit] = parts;
  const area = /^[A-Z]+/.exec(outward)[0].toLowerCase();
  const answer = await fetch(new URL(`postcode/${area}.json`, root));
  if (answer.status === 404) return [];
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const { bodies, sectors } = await answer.json();
  const notation = sectors[`${outward} ${digit}`];
  return notation ? codesOf(notation, unit).filter((code) => bodies[code]).map((code) => bodies[code]) : [];
}

function linkTo(text, path) {
  const link = document.createElement("a");
  link.href = new URL(path, root);
  link.textContent = text;
  return link;
}

function findByPostcode(form) {
  const input = form.querySelector("input");
  const answer = form.querySelector(".answer");
  const say = (...parts) => {
    const line = document.createElement("p");
    line.append(...parts);
    answer.replaceChildren(line);
  };
  const find = async () => {
    const written = input.value.trim().toUpperCase();
    const bodies = await bodiesOf(written);
    if (bodies === null) return say("Please give a whole postcode, such as L36 9YU.");
    if (!bodies.length) return say(`We do not know ${written}. It may lie outside England, or be new.`);
    say(bodies.length === 1 ? `${written} is in:` : `${written} is in one of these:`);
    const list = document.createElement("ul");
    for (const [name, path, county, countyPath] of bodies) {
      const item = document.createElement("li");
      item.append(linkTo(name, path));
      if (county) item.append(", and for county services ", linkTo(county, countyPath));
      list.append(item);
    }
    answer.append(list);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    find().catch(() => say("The list of postcodes could not be fetched. ", linkTo("Choose your postcode area", "postcode/"), "."));
  });
  form.hidden = false;
  const given = new URLSearchParams(location.search).get("postcode");
  if (given) {
    input.value = given;
    form.requestSubmit();
  }
}

const finders = { name: findByName, filter: filterList, postcode: findByPostcode };
for (const form of document.querySelectorAll("form[data-finder]")) finders[form.dataset.finder](form);

// Fills in where this site is: in a citation, and in the frame that other sites can copy.
for (const cited of document.querySelectorAll("[data-address]")) {
  cited.textContent = `At: ${new URL(cited.dataset.address, root)}`;
}
for (const field of document.querySelectorAll("[data-embed]")) {
  field.value = field.value.replace(`SITE/${field.dataset.embed}`, () => new URL(field.dataset.embed, root));
  field.addEventListener("focus", () => field.select());
  for (const without of document.querySelectorAll("[data-without-address]")) without.hidden = true;
}
