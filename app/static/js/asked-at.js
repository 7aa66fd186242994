// A board that asks again by itself says when it last did.
//
// An unchanged one comes from the browser's own store with the minute in which it was drawn;
// the answer's date says when the server last looked.
const clock = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", timeZone: "Europe/Rome" });

document.addEventListener("htmx:finally:request", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  const said = document.getElementById(sourceElement.id)?.querySelector("[data-asked-at]");
  // Dated twice, by the app and by its server, the browser joins both with a comma.
  const [date] = response?.headers.get("Date")?.match(/^[^,]*,[^,]*/) ?? [];
  const at = new Date(date ?? NaN);
  if (!said || Number.isNaN(at.getTime()) || response.status >= 400) return;
  said.textContent = clock.format(at).replace(/^0(?=\d)/, "");
});
