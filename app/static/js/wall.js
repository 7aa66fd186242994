// A screen on a wall: <p data-clock> shows the time in Italy, whatever zone the device is set to.
// The server wrote the hour at which it drew the page; an unchanged page is not drawn again.

const inItaly = new Intl.DateTimeFormat("it", { timeZone: "Europe/Rome", hour: "numeric", minute: "2-digit" });

function tick() {
  const clock = document.querySelector("[data-clock]");
  const now = inItaly.format(new Date());
  if (clock && clock.textContent !== now) clock.textContent = now;
  return clock;
}

if (tick()) {
  setInterval(tick, 1000);
  document.addEventListener("htmx:after:swap", tick);
}
