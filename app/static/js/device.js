// Vicino on this device: the page for when there is no connection, and, if wanted, the person's next bookings.
//
// <link rel="manifest" data-worker="/sw.js">: the script that keeps them. <meta name="device-mark">: whose they are.
// <section data-device> of the profile: [data-device-deed=install|keep|forget] buttons and
// [data-device-state=kept|none] words, hidden until this script knows which of them is true.

const worker = document.querySelector("link[rel=manifest]")?.dataset.worker;
const isInstalled = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

/** Ask the script for a deed; return what is kept then, or null. */
export async function ask(deed) {
  if (!worker || !("serviceWorker" in navigator)) return null;
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise((answer) => (port1.onmessage = ({ data }) => answer(data)));
  const person = document.querySelector("meta[name=device-mark]")?.content;
  active.postMessage({ deed, person, language: document.documentElement.lang, isInstalled }, [port2]);
  return answered;
}

function show(kept) {
  const state = kept?.isWanted ? "kept" : "none";
  for (const words of document.querySelectorAll("[data-device-state]")) {
    words.hidden = words.dataset.deviceState !== state;
  }
  for (const button of document.querySelectorAll("[data-device-deed]")) {
    const { deviceDeed: deed } = button.dataset;
    if (deed !== "install") button.hidden = (deed === "forget") !== (state === "kept");
  }
}

async function begin() {
  // Where it may not be kept, without HTTPS for example, everything works as ever.
  await navigator.serviceWorker.register(worker, { updateViaCache: "all" });
  const kept = await ask("meet");
  if (document.querySelector("[data-device]")) show(kept);
}

if (worker && "serviceWorker" in navigator) {
  // After all that the page itself needs.
  addEventListener("load", () => begin().catch(() => {}));
}

// The browser offers to install Vicino: let it do so from our button as well.
let offer = null;
addEventListener("beforeinstallprompt", (event) => {
  const button = document.querySelector("[data-device-deed=install]");
  if (!button) return;
  offer = event;
  button.hidden = false;
});

document.addEventListener("click", async (event) => {
  const deed = event.target.closest("[data-device-deed]")?.dataset.deviceDeed;
  if (deed === "install") offer?.prompt();
  else if (deed) {
    show(await ask(deed));
    document.querySelector(`[data-device-deed=${deed === "keep" ? "forget" : "keep"}]`)?.focus();
  }
});
