// What the tools of the editor do to desks: pure sums on {id, code, x, y} in metres.

// Desks whose upper edges differ by less stand in one row.
const ROW = 0.4;

export const round = (metres) => Math.round(metres * 100) / 100;

const least = (desks, axis) => Math.min(...desks.map((desk) => desk[axis]));
const most = (desks, axis) => Math.max(...desks.map((desk) => desk[axis]));

/** Put desks on one line: `x` for their left edges, `y` for their upper ones. */
export function align(desks, axis) {
  const line = least(desks, axis);
  for (const desk of desks) desk[axis] = line;
}

/** Leave the first and the last where they are, and the same space between all. */
export function spaceOut(desks, axis) {
  if (desks.length < 3) return;
  const [first, last] = [least(desks, axis), most(desks, axis)];
  const ordered = [...desks].sort((one, other) => one[axis] - other[axis]);
  ordered.forEach((desk, place) => (desk[axis] = round(first + ((last - first) * place) / (desks.length - 1))));
}

/** Give desks codes by rows, from the upper left to the lower right. */
export function number(desks, prefix, first) {
  const rows = [];
  for (const desk of [...desks].sort((one, other) => one.y - other.y)) {
    const row = rows.at(-1);
    if (row && desk.y - row[0].y < ROW) row.push(desk);
    else rows.push([desk]);
  }
  const ordered = rows.flatMap((row) => row.sort((one, other) => one.x - other.x));
  const digits = Math.max(2, String(first + desks.length - 1).length);
  ordered.forEach((desk, place) => (desk.code = prefix + String(first + place).padStart(digits, "0")));
}

/** Return the ids of desks that stand outside the room or on one spot with another. */
export function clashes(desks, { width, depth, spot }) {
  const found = new Set();
  for (const desk of desks) {
    const isInside = desk.x >= 0 && desk.y >= 0 && desk.x <= width - spot && desk.y <= depth - spot;
    if (!isInside) found.add(desk.id);
    for (const other of desks) {
      if (other.id <= desk.id) continue;
      if (Math.abs(other.x - desk.x) < spot && Math.abs(other.y - desk.y) < spot) found.add(desk.id).add(other.id);
    }
  }
  return found;
}
