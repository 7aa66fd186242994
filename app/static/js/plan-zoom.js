// Look closer at a plan: buttons, keys, two fingers, and dragging with the mouse. Without this
// file the plan is a region that scrolls; a finger always scrolls it, which the browser does by itself.

const LEVELS = [1, 1.5, 2, 3, 4];
const MOST = LEVELS.at(-1);
// A hand that trembles clicks; one that goes farther drags.
const STILL = 6;

const plans = new WeakMap();

/** Show a plan `level` times as wide as the whole room; the point (x, y) of its region stays there. */
function zoom(view, level, x = view.clientWidth / 2, y = view.clientHeight / 2) {
  const plan = plans.get(view);
  const next = Math.min(MOST, Math.max(1, level));
  const ratio = next / plan.level;
  if (ratio === 1) return;
  // The region keeps its height, so that the page below does not jump.
  if (!view.style.height) view.style.height = `${view.offsetHeight}px`;
  if (plan.level === 1) plan.whole = plan.svg.getBoundingClientRect().width;
  const left = (view.scrollLeft + x) * ratio - x;
  const top = (view.scrollTop + y) * ratio - y;
  plan.level = next;
  view.classList.toggle("v-plan-larger", next > 1);
  plan.svg.style.width = next > 1 ? `${plan.whole * next}px` : "";
  if (next === 1) view.style.height = "";
  view.scrollTo({ left, top, behavior: "instant" });
  tell(plan);
}

function step(view, by) {
  const { level } = plans.get(view);
  if (by === 0) zoom(view, 1);
  else if (by > 0) zoom(view, LEVELS.find((one) => one > level + 0.01) ?? MOST);
  else zoom(view, LEVELS.findLast((one) => one < level - 0.01) ?? 1);
}

function tell({ bar, level }) {
  const [smaller, larger, whole] = bar.querySelectorAll("button");
  const said = bar.querySelector("[data-zoom-said]");
  // Not `disabled`: the button that was just pressed would lose the focus.
  smaller.setAttribute("aria-disabled", String(level === 1));
  whole.setAttribute("aria-disabled", String(level === 1));
  larger.setAttribute("aria-disabled", String(level === MOST));
  said.textContent = `${said.dataset.zoomSaid}: ${Math.round(level * 100)} %`;
}

const KEYS = { "+": 1, "=": 1, "-": -1, 0: 0 };

function listen(view) {
  const fingers = new Map();
  let drag = null;
  let apart = 0;

  view.addEventListener("keydown", (event) => {
    if (event.target !== view || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!(event.key in KEYS)) return;
    event.preventDefault();
    step(view, KEYS[event.key]);
  });
  view.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") fingers.set(event.pointerId, event);
    else if (event.button === 0 && plans.get(view).level > 1) {
      drag = { x: event.clientX, y: event.clientY, left: view.scrollLeft, top: view.scrollTop, far: false };
    }
  });
  view.addEventListener("pointermove", (event) => {
    if (fingers.has(event.pointerId)) {
      fingers.set(event.pointerId, event);
      if (fingers.size === 2) apart = pinch(view, [...fingers.values()], apart);
    } else if (drag) {
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
      if (!drag.far && Math.hypot(dx, dy) < STILL) return;
      if (!drag.far) view.setPointerCapture(event.pointerId);
      drag.far = true;
      view.scrollTo({ left: drag.left - dx, top: drag.top - dy, behavior: "instant" });
    }
  });
  for (const name of ["pointerup", "pointercancel"]) {
    view.addEventListener(name, (event) => {
      fingers.delete(event.pointerId);
      apart = 0;
      // The click that ends a drag comes right after, and chooses nothing.
      const ended = drag;
      setTimeout(() => {
        if (drag === ended) drag = null;
      });
    });
  }
  view.addEventListener(
    "click",
    (event) => {
      if (!drag?.far) return;
      event.preventDefault();
      event.stopPropagation();
      drag = null;
    },
    true,
  );
  // A picture or a link under the hand is not to be carried away.
  view.addEventListener("dragstart", (event) => event.preventDefault());
}

/** Zoom by how far two fingers went apart; return how far they are. */
function pinch(view, [one, other], before) {
  const apart = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
  if (before > 0) {
    const box = view.getBoundingClientRect();
    const x = (one.clientX + other.clientX) / 2 - box.left;
    const y = (one.clientY + other.clientY) / 2 - box.top;
    zoom(view, plans.get(view).level * (apart / before), x, y);
  }
  return apart;
}

/** Let a plan be looked at closer. One too wide for a phone starts as large as it can be read. */
function begin(bar) {
  const view = bar.nextElementSibling;
  const svg = view.querySelector("svg");
  const readable = svg.getBoundingClientRect().width;
  view.classList.add("v-plan-closer");
  const whole = svg.getBoundingClientRect().width;
  plans.set(view, { bar, svg, level: 1, whole });
  listen(view);
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zoom-step]");
    if (button) step(view, Number(button.dataset.zoomStep));
  });
  tell(plans.get(view));
  if (readable > whole + 1) {
    zoom(view, readable / whole);
    show(view, svg.querySelector(".v-plan-mine, .v-plan-near") ?? svg.querySelector("a"));
  }
}

/** Scroll a plan, and nothing else, so that one of its desks stands in the middle. */
function show(view, desk) {
  if (!desk) return;
  const [box, around] = [desk.getBoundingClientRect(), view.getBoundingClientRect()];
  view.scrollBy({
    left: box.x + box.width / 2 - around.x - around.width / 2,
    top: box.y + box.height / 2 - around.y - around.height / 2,
    behavior: "instant",
  });
}

for (const bar of document.querySelectorAll("[data-zoom]")) begin(bar);
