// Stands between the pages and the network on a device (ADR 33). The server writes VICINO before it.
//
// Pages come from the network, always. Kept are: the page that says that there is no connection, with what
// it is made of; and, for who wants it, one list of their own next bookings, until they sign out.

const SHELL = `vicino-shell-${VICINO.version}`;
const KEPT = "vicino-kept";
const DEVICE = "vicino-device";
const LANGUAGE = `${VICINO.next}?language`;

// How often somebody signed out: what was asked for before is not kept after it.
let goings = 0;
// One thing after the other, or an old answer could take the place of a newer one.
let last = Promise.resolve();

self.addEventListener("install", (event) => event.waitUntil(store()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("message", (event) => {
  last = last.then(() => heed(event.data)).catch(() => null);
  event.waitUntil(last.then((kept) => event.ports[0]?.postMessage(kept)));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode !== "navigate") {
    // Their names follow from their content: what is kept is what the server would send.
    if (VICINO.files.includes(pathname)) event.respondWith(file(request));
  } else if (request.method === "GET") {
    // Files to take away go straight to the network, as does every deed.
    if (!/\.\w+$/.test(pathname)) event.respondWith(open(event));
  } else if (pathname === VICINO.signOut) {
    event.respondWith(signOut(request));
  }
});

/** Store the page without a connection, as a stranger sees it. */
async function store() {
  const cache = await caches.open(SHELL);
  const pages = Object.values(VICINO.pages);
  await cache.addAll(pages.map((page) => new Request(page, { credentials: "omit", cache: "reload" })));
  await cache.addAll(VICINO.files.map((name) => new Request(name, { credentials: "omit" })));
}

/** Take over from the version before, which no page uses any more. */
async function begin() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("vicino-shell-") && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function file(request) {
  return (await caches.match(request, { cacheName: SHELL })) ?? fetch(request);
}

async function open(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return noConnection();
  }
}

async function noConnection() {
  const chosen = await caches.match(LANGUAGE, { cacheName: DEVICE });
  const page = VICINO.pages[await chosen?.text()] ?? VICINO.pages[VICINO.language];
  return (await caches.match(page, { cacheName: SHELL })) ?? Response.error();
}

/** Forget first, then tell the server: a device that is handed on tells nothing of whoever had it. */
async function signOut(request) {
  await leave();
  try {
    return await fetch(request);
  } catch {
    // Whoever comes back to a connection opens a page, and sends no form again.
    return Response.redirect(VICINO.start, 303);
  } finally {
    // A list that was on its way meanwhile.
    await leave();
  }
}

async function leave() {
  goings += 1;
  const kept = await read();
  // That somebody wants nothing kept says nothing of their days.
  if (kept?.isWanted !== false) await caches.delete(KEPT);
}

/** Do what a page asks; return what is kept then. */
async function heed({ deed, person, language, isInstalled }) {
  if (deed === "show") return read();
  await note(language);
  let kept = await read();
  // Nobody is signed in: who comes back finds their list, and somebody else deletes it.
  if (!person) return null;
  if (kept && kept.person !== person) {
    await caches.delete(KEPT);
    kept = null;
  }
  if (deed === "forget") await write({ person, isWanted: false, bookings: [] });
  else if (deed === "keep" || (kept ? kept.isWanted : isInstalled)) await renew(person);
  return read();
}

async function note(language) {
  if (!(language in VICINO.pages)) return;
  const cache = await caches.open(DEVICE);
  await cache.put(LANGUAGE, new Response(language));
}

/** Ask for the next bookings; without an answer of this person's the old ones stay. */
async function renew(person) {
  const before = goings;
  const answer = await fetch(VICINO.next, { cache: "no-store", redirect: "manual" }).catch(() => null);
  if (!answer?.ok || answer.headers.get("Device-Mark") !== person) return;
  const { bookings } = await answer.json();
  if (before === goings) await write({ person, isWanted: true, bookings, at: Date.now() });
}

async function write(kept) {
  const cache = await caches.open(KEPT);
  await cache.put(VICINO.next, new Response(JSON.stringify(kept)));
}

/** Return what is kept, or null; a list whose last day is over is deleted. */
async function read() {
  const found = await caches.match(VICINO.next, { cacheName: KEPT });
  const kept = (await found?.json()) ?? null;
  const days = kept?.bookings.map(({ day }) => day) ?? [];
  if (days.length === 0 || days.some((day) => day >= today())) return kept;
  await caches.delete(KEPT);
  return null;
}

/** Return the day in Italy, written as the list writes it. */
function today() {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Rome" }).format(new Date());
}
