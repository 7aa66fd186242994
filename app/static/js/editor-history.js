// What was done in the editor, so that it can be undone and done again.

const LONGEST = 200;

export class Steps {
  #done;
  #undone = [];

  constructor(first) {
    this.#done = [first];
  }

  get canUndo() {
    return this.#done.length > 1;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** Remember how things stand now, unless nothing changed. */
  keep(state) {
    if (JSON.stringify(state) === JSON.stringify(this.#done.at(-1))) return false;
    this.#done.push(state);
    if (this.#done.length > LONGEST) this.#done.shift();
    this.#undone = [];
    return true;
  }

  /** Return how things stood before the last step. */
  undo() {
    if (this.canUndo) this.#undone.push(this.#done.pop());
    return this.#done.at(-1);
  }

  /** Return how things stood before the last undoing. */
  redo() {
    if (this.canRedo) this.#done.push(this.#undone.pop());
    return this.#done.at(-1);
  }
}
