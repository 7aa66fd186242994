// When htmx gets no page that it may put in place, do not leave the person without a word.

function say(kind) {
  const words = document.querySelector(`template[data-no-answer="${kind}"]`);
  const place = document.querySelector("#flashes");
  if (!words || !place) return;
  place.replaceChildren(words.content.cloneNode(true));
  place.scrollIntoView({ block: "nearest" });
}

// The network failed: nothing came back.
document.addEventListener("htmx:error", (event) => {
  if (!event.detail?.ctx?.response) say("network");
});

// An error page came back whole: show it whole, instead of inside a piece of this one.
document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  const { status, headers } = ctx.response.raw;
  if (status < 400 || status === 422 || headers.has("HX-Retarget")) return;
  ctx.target = document.body;
  ctx.swap = "innerHTML";
});

// Without a connection a form that is sent would lead to the browser's own page of failure. Signing out goes
// on all the same: sw.js forgets whoever leaves.
addEventListener(
  "submit",
  (event) => {
    const { method, action } = event.target;
    if (navigator.onLine || method !== "post" || action.endsWith("/sign-out")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say("network");
  },
  { capture: true },
);
