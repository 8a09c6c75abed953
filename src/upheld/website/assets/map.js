// Maps: enlarges and moves the drawing, tells what is under the pointer, and keeps the chosen colours from page to page.
// Without it the map is whole: its colours, its links and the list beside it need no script.
"use strict";

{
  const view = document.querySelector(".map-view");
  const drawing = view.querySelector(".map-drawing");
  const svg = drawing.querySelector("svg");
  const told = view.querySelector(".map-told");
  const controls = view.querySelector(".map-controls");
  const list = view.querySelector(".map-list");
  const [, , WIDTH, HEIGHT] = svg.getAttribute("viewBox").split(" ").map(Number);
  const CLOSEST = 16;
  let scale = 1;
  let middle = [WIDTH / 2, HEIGHT / 2];

  const between = (low, value, high) => Math.min(Math.max(value, low), high);

  // Shows the part of the drawing that is `scale` times enlarged around `middle`, and never what lies beside it.
  function show(wantedScale, [x, y]) {
    scale = between(1, wantedScale, CLOSEST);
    const [width, height] = [WIDTH / scale, HEIGHT / scale];
    middle = [between(width / 2, x, WIDTH - width / 2), between(height / 2, y, HEIGHT - height / 2)];
    svg.setAttribute("viewBox", [middle[0] - width / 2, middle[1] - height / 2, width, height].join(" "));
    drawing.classList.toggle("zoomed", scale > 1);
    for (const button of controls.querySelectorAll("button")) {
      const still = button.dataset.zoom > 1 ? scale === CLOSEST : scale === 1;
      button.setAttribute("aria-disabled", still);
    }
  }

  // Where in the drawing a place on the screen lies.
  const placeOf = (event) => {
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [place.x, place.y];
  };

  // Enlarges around a place, which stays where it is on the screen.
  const zoom = (factor, [x, y]) => {
    const now = between(1, scale * factor, CLOSEST) / scale;
    show(scale * now, [x + (middle[0] - x) / now, y + (middle[1] - y) / now]);
  };

  controls.hidden = false;
  controls.addEventListener("click", ({ target }) => {
    const { zoom: factor, pan } = target.dataset;
    if (factor === "0") show(1, middle);
    else if (factor) zoom(Number(factor), middle);
    else if (pan) {
      const [x, y] = pan.split(" ").map(Number);
      show(scale, [middle[0] + (x * WIDTH) / scale / 4, middle[1] + (y * HEIGHT) / scale / 4]);
    }
  });
  svg.addEventListener("wheel", (event) => {
    // Without Ctrl the wheel moves the page, as everywhere.
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(Math.exp(-between(-60, event.deltaY, 60) / 150), placeOf(event));
  }, { passive: false });

  // Drags the enlarged drawing. What was a drag is no click.
  let held = null;
  let dragged = false;
  svg.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (scale > 1 && event.button === 0) held = { x: event.clientX, y: event.clientY, middle };
  });
  svg.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [x, y] = [event.clientX - held.x, event.clientY - held.y];
    if (!dragged && Math.hypot(x, y) < 5) return;
    if (!dragged) svg.setPointerCapture(event.pointerId);
    dragged = true;
    const unit = 1 / svg.getScreenCTM().a;
    show(scale, [held.middle[0] - x * unit, held.middle[1] - y * unit]);
  });
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => { held = null; });
  svg.addEventListener("dragstart", (event) => event.preventDefault());

  const addressOf = (link) => link && new URL(link.getAttribute("href"), document.baseURI).href;

  // Tells of one council, on the map and in the list. The words are those that the shapes have without a script, and
  // they are gathered when somebody first asks: a map is drawn at once.
  const shapes = new Map();
  const rows = new Map();
  let current = null;

  function gather() {
    if (rows.size) return;
    for (const link of svg.querySelectorAll(".areas a")) {
      const title = link.querySelector("title");
      const known = shapes.get(addressOf(link)) || { links: [], words: title.textContent.split("\n") };
      known.links.push(link);
      shapes.set(addressOf(link), known);
      title.remove();
    }
    for (const link of list.querySelectorAll("th a")) rows.set(addressOf(link), link.closest("tr"));
  }

  function tell(address, linked) {
    if (!address && !current) return;
    gather();
    if (current) {
      for (const link of shapes.get(current).links) link.classList.remove("told");
      rows.get(current).classList.remove("told");
    }
    current = shapes.has(address) ? address : null;
    told.hidden = !current;
    if (!current) return;
    const { links, words: [name, ...lines] } = shapes.get(current);
    for (const link of links) link.classList.add("told");
    rows.get(current).classList.add("told");
    const by = Number(view.querySelector(".by :checked").id.slice(3));
    const head = document.createElement(linked ? "a" : "strong");
    if (linked) head.href = current;
    head.textContent = name;
    const said = (by ? [lines[by - 1]] : lines).map((line) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = line;
      return paragraph;
    });
    told.replaceChildren(head, ...said);
  }

  const linkAt = (event) => event.target.closest("a");
  svg.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse" && !held) tell(addressOf(linkAt(event)), false);
  });
  svg.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") tell(null); });
  svg.addEventListener("click", (event) => {
    if (dragged) event.preventDefault();
    // A finger cannot hover: its first tap tells, with a link that leads to the page.
    else if (event.pointerType !== "mouse" && linkAt(event)) {
      event.preventDefault();
      tell(addressOf(linkAt(event)), true);
    }
  });
  const rowAt = (event) => event.target.closest("tbody tr");
  const tellOf = (event) => { if (rowAt(event)) tell(addressOf(rowAt(event).querySelector("th a")), false); };
  list.addEventListener("pointerover", tellOf);
  list.addEventListener("focusin", tellOf);
  list.addEventListener("focusout", () => tell(null));

  // The colours chosen stay with the visitor: in the address, and in the links to the other drawings.
  const radios = [...view.querySelectorAll(".by input")];
  const follow = () => {
    const { id, value } = radios.find((radio) => radio.checked);
    const query = id === "by-0" ? "" : `?by=${value}`;
    for (const link of document.querySelectorAll(".views a")) link.search = query;
    tell(null);
    if (location.search !== query) history.replaceState(null, "", location.pathname + query + location.hash);
  };
  const wanted = radios.find((radio) => radio.value === new URLSearchParams(location.search).get("by"));
  if (wanted) wanted.checked = true;
  for (const radio of radios) radio.addEventListener("change", follow);
  follow();
  show(1, middle);
}
