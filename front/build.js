// Build what the pages load into the folder given as argument: stylesheet, fonts, htmx, icons, mark.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleAsync } from "lightningcss";

const front = dirname(fileURLToPath(import.meta.url));
const modules = join(front, "node_modules");
const out = resolve(process.argv[2] ?? join(front, "../src/stabbur/hub/static"));

const mark = (file) => createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 12);

async function stylesheet() {
  const { code } = await bundleAsync({
    filename: join(front, "css/stabbur.css"),
    minify: true,
    targets: { chrome: 120 << 16, firefox: 121 << 16, safari: (17 << 16) | (2 << 8) },
    resolver: {
      resolve: (name, from) =>
        name.startsWith("@digdir/")
          ? join(modules, name.replace("-css/", "-css/dist/src/"))
          : resolve(dirname(from), name),
    },
  });
  // the fonts carry the same mark as in the page's preload, or they would be loaded twice
  const text = code.toString().replace(/url\("?(inter-[a-z]+\.woff2)"?\)/g, (_, font) => {
    return `url("${font}?v=${mark(join(front, "fonts", font))}")`;
  });
  writeFileSync(join(out, "stabbur.css"), text);
}

function icons() {
  const drawn = {};
  for (const name of readFileSync(join(front, "icons.txt"), "utf8").split("\n").filter(Boolean)) {
    const svg = readFileSync(join(modules, "@navikt/aksel-icons/dist/svg", `${name}.svg`), "utf8");
    drawn[name] = svg
      .replace(/<\/?svg[^>]*>/g, "")
      .replace(/ (fill="currentColor"|clip-rule="evenodd")/g, "")
      .trim();
  }
  writeFileSync(join(out, "icons.json"), JSON.stringify(drawn, null, 0));
}

mkdirSync(out, { recursive: true });
for (const font of readdirSync(join(front, "fonts"))) copyFileSync(join(front, "fonts", font), join(out, font));
for (const script of readdirSync(join(front, "scripts"))) copyFileSync(join(front, "scripts", script), join(out, script));
copyFileSync(join(front, "stabbur-mark.svg"), join(out, "stabbur-mark.svg"));
copyFileSync(join(modules, "htmx.org/dist/htmx.min.js"), join(out, "htmx.min.js"));
icons();
await stylesheet();
