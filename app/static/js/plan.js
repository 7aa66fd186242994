// A click on a desk of the plan chooses the same desk in the list.

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".v-plan a");
  if (!link) return;
  const row = document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
  const radio = row?.querySelector("input[type=radio]");
  event.preventDefault();
  if (!radio) return;
  radio.checked = true;
  radio.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
});
