// A form that came back with errors: put the focus on its summary, on a new page and after a swap.

function focusSummary() {
  const summary = document.querySelector("[data-error-summary]");
  if (!summary || summary.contains(document.activeElement)) return;
  summary.focus({ preventScroll: true });
  summary.scrollIntoView({ block: "start" });
}

document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail?.ctx?.response?.raw?.status === 422) focusSummary();
});
focusSummary();
