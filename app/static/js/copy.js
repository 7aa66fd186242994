// <button type="button" data-copy="#id" data-copied="Copied" hidden>: copies what #id holds, then says so.
// The button is hidden until this script runs, since without it there is nothing to press.

const AWHILE = 4000;

function show(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
}

async function copy(button) {
  const source = document.querySelector(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  const label = button.querySelector("[data-copy-label]") ?? button;
  const words = label.textContent;
  label.textContent = button.dataset.copied;
  setTimeout(() => (label.textContent = words), AWHILE);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});
document.addEventListener("htmx:after:swap", () => show(document));
show(document);
