// Puts up to four bodies side by side, from the same documents that programs read. Every word is in the page.
"use strict";

{
  const form = document.querySelector("form[data-compare]");
  const inputs = [...form.querySelectorAll("input")];
  const options = [...form.querySelectorAll("option")];
  const answer = form.querySelector("[data-answer]");
  const section = document.querySelector(".compared");
  const slugs = new Map(options.map((option) => [plain(option.value), option.dataset.slug]));
  const names = new Map(options.map((option) => [option.dataset.slug, option.value]));
  const words = Object.fromEntries(
    [...section.querySelectorAll("template[data-words]")].map((t) => [t.dataset.words, t.content.textContent]),
  );
  const shown = new Map(
    [...section.querySelectorAll("template[data-verdict]")].map((t) => [t.dataset.verdict, t.content.textContent]),
  );
  const typeOf = (id) => section.querySelector(`template[data-type="${CSS.escape(id)}"]`).content.textContent;
  const number = (value) => value.toLocaleString("en-GB");

  const made = (tag, ...inside) => {
    const element = document.createElement(tag);
    element.append(...inside);
    return element;
  };
  const line = (text) => {
    const span = made("span", text);
    span.className = "of";
    return span;
  };

  function measured({ numerator, base, rate, interval, verdict }) {
    if (!base) return [words.none];
    const cells = [made("strong", rate), ` (${number(numerator)} ${words.of} ${number(base)})`];
    if (interval) cells.push(line(`${words.interval} ${interval.low_percent}% ${words.to} ${interval.high_percent}%`));
    cells.push(line(shown.get(verdict) || words["not-compared"]));
    return cells;
  }

  const cellOf = {
    type: ({ authority }) => [typeOf(authority.type)],
    measure: ({ years }, id) => measured(years.at(-1).measures[id]),
    count: ({ years }, id) => [number(years.at(-1).counts[id])],
    residents: ({ authority }) => [authority.population === null ? "–" : number(authority.population)],
  };

  function show(documents) {
    for (const row of section.querySelectorAll("tr[data-row]")) {
      const { row: kind, id } = row.dataset;
      for (const body of documents) {
        if (kind === "name") {
          const head = made("th", linkTo(body.authority.name, body.authority.page));
          head.scope = "col";
          row.append(head);
        } else row.append(made("td", ...cellOf[kind](body, id)));
      }
    }
    const groups = new Set(documents.map(({ authority }) => authority.group));
    const alike = groups.size === 1 && !groups.has(null);
    for (const caution of section.querySelectorAll("[data-caution]")) {
      caution.hidden = documents.length < 2 || (caution.dataset.caution === "alike") !== alike;
    }
    section.hidden = false;
  }

  async function fetched(slug) {
    const response = await fetch(new URL(`api/v1/authorities/${slug}.json`, root));
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  }

  form.hidden = false;
  document.querySelector("[data-unscripted]").hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = inputs.map((input) => input.value.trim()).filter(Boolean);
    const unknown = given.find((name) => !slugs.has(plain(name)));
    if (unknown) answer.textContent = `There is no body called “${unknown}”. Choose a name from the list.`;
    else if (!given.length) answer.textContent = "Give at least one name.";
    else location.search = new URLSearchParams(given.map((name) => ["a", slugs.get(plain(name))]));
  });

  const wanted = [...new Set(new URLSearchParams(location.search).getAll("a"))].filter((slug) => names.has(slug));
  const chosen = wanted.slice(0, inputs.length);
  chosen.forEach((slug, place) => { inputs[place].value = names.get(slug); });
  if (chosen.length) {
    Promise.all(chosen.map(fetched)).then(show).catch(() => {
      answer.textContent = "The figures could not be fetched. Try again later, or use the tables below.";
    });
  }
}
