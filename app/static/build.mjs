// Bundle css/, js/, img/ and the fonts into vendor/, with a hash of the content in each name.
//
// Run it with `npm run build`. Pages ask vendor/manifest.json for the hashed name; it is written last
// and in one step, so a build that breaks leaves the pages with what they had.

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

import { build } from "esbuild";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";

const STATIC = dirname(fileURLToPath(import.meta.url));
const APP = dirname(STATIC);
const VENDOR = join(STATIC, "vendor");
const KIT = dirname(createRequire(import.meta.url).resolve("bootstrap-italia/package.json"));
const TITILLIUM = join(KIT, "dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin");

const FONTS = {
  "titillium-400.woff2": `${TITILLIUM}-regular.woff2`,
  "titillium-600.woff2": `${TITILLIUM}-600.woff2`,
  "titillium-700.woff2": `${TITILLIUM}-700.woff2`,
};
const IMAGES = [
  "icons.svg",
  "favicon.svg",
  // favicon.svg, drawn for home screens: rounded, and to the edges where a phone cuts the shape itself.
  "icon-192.png",
  "icon-512.png",
  "icon-maskable.png",
  "icon-apple.png",
];
const TEXT = new Set([".css", ".js", ".svg"]);
const BROWSERS = ["chrome109", "edge109", "firefox115", "safari16.4"];

// Classes of the kit that are put together in a template, so that no file spells them out.
const BUILT_BY_MACROS = [/^btn-(outline-)?(primary|secondary|danger)$/, /^btn-(sm|lg)$/];

// What forms and prose bring along without any template spelling it out.
const ALWAYS_TAGS = (
  "html body a b strong small code hr p ul ol li dl dt dd table caption thead tbody tr th td figure figcaption " +
  "details summary fieldset legend label input select option textarea button svg"
).split(" ");
const ALWAYS_VALUES = [
  "button",
  "checkbox",
  "date",
  "email",
  "file",
  "number",
  "password",
  "radio",
  "submit",
  "text",
];

// Words that look like a class of the kit but are something else in our pages.
const NOT_A_CLASS = ["alert", "nav", "row", "col", "table", "section", "list", "card", "icon", "form"];

/** What a file may name as a class: words in quotes, and its tags. */
function namesIn(content) {
  const quoted = [...content.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map((m) => m[1] ?? m[2]);
  const words = quoted.join(" ").match(/[A-Za-z][\w-]*/g) ?? [];
  const tags = [...content.matchAll(/<([a-z][a-z0-9]*)/g)].map((m) => m[1]);
  return {
    classes: words.filter((word) => !NOT_A_CLASS.includes(word)),
    attributes: { names: ["type", "tabindex", "disabled", "role"], values: [...words, ...ALWAYS_VALUES] },
    tags: [...tags, ...ALWAYS_TAGS],
    ids: [],
    undetermined: [],
  };
}

/** Fit the kit to our pages: it yields to our rules, and asks for nothing a strict policy refuses. */
const yielding = {
  postcssPlugin: "yielding",
  Declaration(declaration) {
    // In a layer an important rule would win over ours, which is the wrong way round.
    declaration.important = false;
    // `default-src 'self'` refuses images written inside the style sheet.
    if (declaration.value.includes("data:")) declaration.remove();
  },
};

/** Keep of bootstrap-italia what the templates and the scripts name. */
async function usedPartOfTheKit(path) {
  const [{ css }] = await new PurgeCSS().purge({
    content: [`${APP}/templates/**/*.html`, `${APP}/**/*.py`, `${STATIC}/js/*.js`],
    css: [{ raw: await readFile(path, "utf8") }],
    extractors: [{ extractor: namesIn, extensions: ["html", "py", "js"] }],
    safelist: { standard: BUILT_BY_MACROS },
    fontFace: true,
    keyframes: true,
    variables: true,
  });
  return (await postcss([yielding]).process(css, { from: undefined })).css;
}

const manifest = {};

/** Write one file under its hashed name, compressed beside it, and return that name. */
async function put(name, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const extension = extname(name);
  const hashed = `${basename(name, extension)}-${hash}${extension}`;
  await writeFile(join(VENDOR, hashed), bytes);
  if (TEXT.has(extension)) {
    await writeFile(join(VENDOR, `${hashed}.gz`), gzipSync(bytes, { level: 9 }));
    await writeFile(join(VENDOR, `${hashed}.br`), brotliCompressSync(bytes));
  }
  manifest[name] = hashed;
  return hashed;
}

const kitAndFonts = {
  name: "kit-and-fonts",
  setup(plugin) {
    plugin.onLoad({ filter: /bootstrap-italia\.min\.css$/ }, async ({ path }) => ({
      contents: await usedPartOfTheKit(path),
      loader: "css",
    }));
    plugin.onResolve({ filter: /^titillium-\d+\.woff2$/ }, ({ path }) => ({
      path: `./${manifest[path]}`,
      external: true,
    }));
  },
};

async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [join(STATIC, entry)],
    bundle: true,
    minify: true,
    write: false,
    target: BROWSERS,
    legalComments: "inline",
    plugins: [kitAndFonts],
    logLevel: "warning",
  });
  return put(basename(entry), outputFiles[0].contents);
}

/** Remove what neither the new pages nor those of the running process ask for. */
async function sweep(before) {
  const keep = [...Object.values(manifest), ...Object.values(before), "manifest.json"];
  for (const file of await readdir(VENDOR)) {
    if (!keep.includes(file.replace(/\.(gz|br)$/, ""))) await rm(join(VENDOR, file));
  }
}

const manifestPath = join(VENDOR, "manifest.json");
const before = await readFile(manifestPath, "utf8")
  .then(JSON.parse)
  .catch(() => ({}));

await mkdir(VENDOR, { recursive: true });
for (const [name, path] of Object.entries(FONTS)) await put(name, await readFile(path));
for (const name of IMAGES) await put(name, await readFile(join(STATIC, "img", name)));
await bundle("css/app.css");
await bundle("js/app.js");
// For the one page on which rooms are furnished.
await bundle("js/editor.js");
// For devices: it is served from /sw.js, so that it may stand before every page.
await bundle("js/sw.js");

await writeFile(`${manifestPath}.new`, `${JSON.stringify(manifest, null, 2)}\n`);
await rename(`${manifestPath}.new`, manifestPath);
await sweep(before);
console.log(`${Object.keys(manifest).length} files in app/static/vendor`);
