// The room from above: desks are moved by pointer or keyboard. The fields of the table are what is
// saved; this only writes into them, so that without it the same form works as a table.

import { Steps } from "./editor-history.js";
import { align, clashes, number, round, spaceOut } from "./editor-tools.js";

const FINE = 0.1;
const ZOOMS = [1, 1.5, 2, 3, 4];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class Editor {
  constructor(form) {
    this.form = form;
    this.svg = form.querySelector(".v-editor-plan");
    this.said = form.querySelector("[data-editor-said]");
    this.state = form.querySelector("[data-editor-state]");
    const facts = this.svg.dataset;
    this.room = { width: Number(facts.width), depth: Number(facts.depth), spot: Number(facts.spot) };
    this.metre = Number(facts.metre);
    this.corner = { x: Number(facts.left), y: Number(facts.top) };
    this.chosen = new Set();
    this.zoom = 0;
    this.drawn = new Map([...this.svg.querySelectorAll("[data-desk]")].map((g) => [Number(g.dataset.desk), g]));
    this.desks = [...this.drawn.keys()].map((id) => this.read(id));
    this.steps = new Steps(this.copy());
    // What came back with an error is written, but not saved.
    this.saved = "dirty" in form.dataset ? "" : JSON.stringify(this.desks);
    this.listen();
    this.drawGrid();
    this.draw();
  }

  field(part, id) {
    return this.form.elements[`${part}-${id}`];
  }

  read(id) {
    const metres = (part) => Number(this.field(part, id).value.replace(",", "."));
    return { id, code: this.field("code", id).value.trim(), x: metres("x"), y: metres("y") };
  }

  copy() {
    return this.desks.map((desk) => ({ ...desk }));
  }

  written(metres) {
    const text = String(round(metres));
    return document.documentElement.lang === "it" ? text.replace(".", ",") : text;
  }

  get step() {
    return Number(this.form.querySelector("[data-step]").value);
  }

  /** The desks that a tool works on: the selected ones, or all. */
  get worked() {
    return this.chosen.size ? this.desks.filter((desk) => this.chosen.has(desk.id)) : this.desks;
  }

  listen() {
    for (const [id, drawing] of this.drawn) {
      drawing.setAttribute("tabindex", "0");
      drawing.setAttribute("role", "button");
      drawing.addEventListener("pointerdown", (event) => this.take(event, id));
      drawing.addEventListener("keydown", (event) => this.press(event, id));
    }
    this.svg.addEventListener("pointerdown", (event) => {
      if (!event.target.closest("[data-desk]")) this.select([]);
    });
    this.form.addEventListener("click", (event) => {
      const tool = event.target.closest("[data-do]");
      if (tool && tool.getAttribute("aria-disabled") !== "true") this.use(tool.dataset.do);
    });
    this.form.addEventListener("change", (event) => {
      if (event.target.closest("[data-row]")) this.readAll();
    });
    this.form.addEventListener("keydown", (event) => this.shortcut(event));
    this.form.addEventListener("submit", () => (this.saved = null));
    addEventListener("beforeunload", (event) => {
      if (this.isChanged) event.preventDefault();
    });
    this.form.querySelector("[data-editor-tools]").hidden = false;
  }

  get isChanged() {
    return this.saved !== null && this.saved !== JSON.stringify(this.desks);
  }

  find(id) {
    return this.desks.find((desk) => desk.id === id);
  }

  /** Write the desks into the fields, and remember the step. */
  keep() {
    this.fill();
    this.steps.keep(this.copy());
    this.draw();
  }

  fill() {
    for (const desk of this.desks) {
      this.field("code", desk.id).value = desk.code;
      this.field("x", desk.id).value = this.written(desk.x);
      this.field("y", desk.id).value = this.written(desk.y);
    }
  }

  /** Somebody typed into the table. */
  readAll() {
    const read = this.desks.map((desk) => this.read(desk.id));
    if (read.some((desk) => Number.isNaN(desk.x) || Number.isNaN(desk.y))) return;
    this.desks = read;
    this.steps.keep(this.copy());
    this.draw();
  }

  inRoom(value, length) {
    return round(Math.min(Math.max(value, 0), Math.max(0, length - this.room.spot)));
  }

  put(desk, x, y) {
    desk.x = this.inRoom(x, this.room.width);
    desk.y = this.inRoom(y, this.room.depth);
  }

  select(ids) {
    this.chosen = new Set(ids);
    this.draw();
  }

  toggle(id) {
    if (!this.chosen.delete(id)) this.chosen.add(id);
    this.draw();
  }

  /** The desks that move with this one. */
  group(id) {
    return this.chosen.has(id) ? this.worked : [this.find(id)];
  }

  take(event, id) {
    if (event.button !== 0) return;
    if (event.shiftKey || event.ctrlKey || event.metaKey) return this.toggle(id);
    if (!this.chosen.has(id)) this.select([]);
    const drawing = this.drawn.get(id);
    const start = this.metresAt(event);
    const from = this.group(id).map((desk) => ({ desk, x: desk.x, y: desk.y }));
    const move = (moved) => {
      const now = this.metresAt(moved);
      const snap = (metres) => Math.round(metres / this.step) * this.step;
      for (const { desk, x, y } of from) this.put(desk, snap(x + now.x - start.x), snap(y + now.y - start.y));
      this.draw();
    };
    const drop = () => {
      drawing.removeEventListener("pointermove", move);
      this.keep();
      this.say(this.find(id));
    };
    drawing.setPointerCapture(event.pointerId);
    drawing.addEventListener("pointermove", move);
    drawing.addEventListener("pointerup", drop, { once: true });
    drawing.focus({ preventScroll: true });
  }

  metresAt(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return { x: (point.x - this.corner.x) / this.metre, y: (point.y - this.corner.y) / this.metre };
  }

  press(event, id) {
    const arrow = ARROWS[event.key];
    if (arrow) {
      const step = event.shiftKey ? FINE : this.step;
      for (const desk of this.group(id)) this.put(desk, desk.x + arrow[0] * step, desk.y + arrow[1] * step);
      this.keep();
      this.say(this.find(id));
    } else if (event.key === " " || event.key === "Enter") {
      this.toggle(id);
    } else if (event.key === "Escape") {
      this.select([]);
    } else {
      return;
    }
    event.preventDefault();
  }

  shortcut(event) {
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input, select")) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    this.use(key === "y" || event.shiftKey ? "redo" : "undo");
  }

  use(tool) {
    if (tool === "undo" || tool === "redo") {
      this.desks = this.steps[tool]().map((desk) => ({ ...desk }));
      this.fill();
      this.draw();
      this.said.textContent = "";
    } else if (tool === "in" || tool === "out") {
      this.zoom = Math.min(Math.max(this.zoom + (tool === "in" ? 1 : -1), 0), ZOOMS.length - 1);
      this.draw();
    } else if (tool === "all") {
      this.select(this.drawn.keys());
    } else {
      this.work(tool);
      this.keep();
    }
  }

  work(tool) {
    const desks = this.worked;
    if (tool === "left") align(desks, "x");
    if (tool === "top") align(desks, "y");
    if (tool === "across") spaceOut(desks, "x");
    if (tool === "down") spaceOut(desks, "y");
    if (tool === "number") {
      const first = Number(this.form.querySelector("[data-first]").value) || 0;
      number(desks, this.form.querySelector("[data-prefix]").value.trim(), first);
    }
  }

  say(desk) {
    const words = this.place(desk);
    this.said.textContent = this.wrong.has(desk.id) ? `${words}. ${this.form.dataset.clash}` : words;
  }

  place(desk) {
    const facts = { code: desk.code, x: this.written(desk.x), y: this.written(desk.y) };
    return this.form.dataset.said.replace(/\{(\w+)\}/g, (_all, name) => facts[name]);
  }

  draw() {
    this.wrong = clashes(this.desks, this.room);
    for (const desk of this.desks) {
      const drawing = this.drawn.get(desk.id);
      const [x, y] = [this.corner.x + desk.x * this.metre, this.corner.y + desk.y * this.metre];
      drawing.setAttribute("transform", `translate(${x} ${y})`);
      drawing.setAttribute("aria-pressed", this.chosen.has(desk.id));
      drawing.setAttribute("aria-label", this.place(desk));
      drawing.classList.toggle("v-editor-wrong", this.wrong.has(desk.id));
      const prefix = drawing.dataset.prefix;
      const text = drawing.querySelector(".v-editor-code");
      text.textContent = prefix && desk.code.startsWith(prefix) ? desk.code.slice(prefix.length) : desk.code;
    }
    this.svg.style.width = `${ZOOMS[this.zoom] * 100}%`;
    if (this.isChanged) this.state.textContent = this.form.dataset.unsaved;
    this.allow("undo", this.steps.canUndo);
    this.allow("redo", this.steps.canRedo);
    this.allow("out", this.zoom > 0);
    this.allow("in", this.zoom < ZOOMS.length - 1);
  }

  // Not `disabled`: the button keeps the focus that pressed it.
  allow(tool, can) {
    this.form.querySelector(`[data-do=${tool}]`).setAttribute("aria-disabled", !can);
  }

  /** A line each metre, so that half of one can be judged. */
  drawGrid() {
    const lines = [];
    const { width, depth } = this.room;
    for (let x = 1; x < width; x += 1) lines.push(`M${this.corner.x + x * this.metre} ${this.corner.y}v${depth * this.metre}`);
    for (let y = 1; y < depth; y += 1) lines.push(`M${this.corner.x} ${this.corner.y + y * this.metre}h${width * this.metre}`);
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", "v-editor-grid");
    path.setAttribute("d", lines.join(""));
    this.svg.querySelector("[data-editor-grid]").append(path);
  }
}

for (const form of document.querySelectorAll("[data-editor]")) {
  if (form.querySelector("[data-editor-tools]")) new Editor(form);
}
