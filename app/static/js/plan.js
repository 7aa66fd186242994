// The plan of the desks and their list say the same: a click on the plan chooses in the list,
// and what is chosen in the list, or is gone since, shows on the plan, above it and in the bar.

const ROUND = { free: 14, half: 14, idle: 14 };
const SQUARE = 5;
// As wide as plan.css puts the list beside the plan: neither moves the other out of sight.
const beside = matchMedia("(min-width: 68.75em)");

const rowOf = (link) => document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));

function draw(link, shape, word) {
  link.setAttribute("class", `v-plan-${shape}`);
  link.querySelector(".v-plan-top").setAttribute("rx", ROUND[shape] ?? SQUARE);
  link.querySelector(".v-plan-sign").setAttribute("href", `#sign-${shape}`);
  link.querySelector(".v-plan-word").textContent = word;
}

function paint() {
  for (const link of document.querySelectorAll(".v-plan a[data-shape]")) {
    const radio = rowOf(link)?.querySelector("input[type=radio]");
    const { shape, word } = link.dataset;
    const plan = link.closest("svg").dataset;
    if (radio?.checked) draw(link, "mine", plan.mine);
    else if (shape === "free" && !radio) draw(link, "taken", plan.taken);
    else draw(link, shape, word);
  }
  for (const free of document.querySelectorAll("[data-free]")) {
    const rows = [...free.closest("details").querySelectorAll("a[data-shape]")].map(rowOf);
    free.textContent = rows.filter((row) => row?.querySelector("input")).length;
  }
  name();
}

/** Say in the bar what its button is about: the chosen desk, or a workplace by its name. */
function name() {
  const place = document.querySelector("[data-chosen]");
  if (!place) return;
  const radio = document.querySelector(".v-pick input:checked");
  const said = radio?.dataset.name ?? radio?.parentElement.querySelector(".v-pick-code").textContent;
  place.hidden = !said;
  place.textContent = said ? `${place.dataset.chosen.replace("*", said)} · ` : "";
}

/** Unfold the room of the chosen desk. */
function unfold(radio) {
  const row = radio.closest(".v-pick").id;
  for (const link of document.querySelectorAll(".v-plan a[data-shape]")) {
    if (rowOf(link)?.id === row) link.closest("details").open = true;
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".v-plan a[data-shape]");
  if (!link) return;
  event.preventDefault();
  const row = rowOf(link);
  const radio = row?.querySelector("input[type=radio]");
  if (!radio) return;
  radio.checked = true;
  radio.focus({ preventScroll: true });
  if (beside.matches) row.scrollIntoView({ block: "nearest" });
  paint();
});
document.addEventListener("change", (event) => {
  if (!event.target.matches(".v-pick input")) return;
  if (beside.matches) unfold(event.target);
  paint();
});
document.addEventListener("htmx:after:swap", paint);
// The back button brings back what was chosen, not what was sent.
addEventListener("pageshow", paint);

// Nobody looks at a page in the background: it need not ask whether something changed.
document.addEventListener("htmx:before:request", (event) => {
  const source = event.detail.ctx.sourceElement;
  if (document.hidden && source.matches("[data-hx-trigger^='every']")) event.preventDefault();
});
