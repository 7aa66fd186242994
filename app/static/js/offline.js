// The page without a connection: <section data-kept hidden> gets the bookings that this device keeps.
//
// Its <template data-kept-booking> has [data-fact=day|hours|workplace|address|desk]; [data-kept-at] says since when.

import { ask } from "./device.js";

const language = document.documentElement.lang;
const place = document.querySelector("[data-kept]");

/** Return a day in words; it is a date and no instant, wherever the device is. */
function inWords(day) {
  const pattern = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
  const words = new Intl.DateTimeFormat(language, pattern).format(new Date(`${day}T00:00:00Z`));
  return words[0].toUpperCase() + words.slice(1);
}

function row(booking) {
  const drawn = document.querySelector("template[data-kept-booking]").content.cloneNode(true);
  for (const [fact, words] of Object.entries({ ...booking, day: inWords(booking.day) })) {
    const field = drawn.querySelector(`[data-fact=${fact}]`);
    if (field) field.textContent = words;
  }
  return drawn;
}

async function fill() {
  const kept = await ask("show");
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Rome" }).format(new Date());
  const coming = kept?.bookings.filter(({ day }) => day >= today) ?? [];
  if (!kept?.isWanted) return;
  const pattern = { dateStyle: "medium", timeStyle: "short" };
  place.querySelector("[data-kept-at]").textContent = new Intl.DateTimeFormat(language, pattern).format(kept.at);
  place.querySelector("[data-kept-list]").replaceChildren(...coming.map(row));
  place.querySelector("[data-kept-none]").hidden = coming.length > 0;
  place.hidden = false;
  document.querySelector("[data-not-kept]").hidden = true;
}

if (place) {
  fill().catch(() => {});
  // What was asked for stands in the address.
  addEventListener("online", () => location.reload());
}
