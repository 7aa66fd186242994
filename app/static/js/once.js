// <form data-once>: a second press while the first is under way does nothing.
// The buttons stay enabled, so that focus and the pressed button's value are not lost.

const LONGEST = 15000;

function free(form) {
  delete form.dataset.busy;
  for (const button of form.querySelectorAll("[type=submit]")) button.removeAttribute("aria-disabled");
}

function hold(form) {
  form.dataset.busy = "";
  for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-disabled", "true");
  // A download leaves the page where it is: do not keep its button for ever.
  setTimeout(free, LONGEST, form);
}

addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if ("busy" in form.dataset) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else {
      hold(form);
    }
  },
  { capture: true },
);

// The back button may bring the page back as it was left, and htmx leaves the form in place.
addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(free));
document.addEventListener("htmx:finally:request", (event) => {
  const form = event.target.closest?.("form[data-busy]");
  if (form) free(form);
});
