// Bundles main.js into ../graphiql.js and ../graphiql.css, and collects the
// licences of everything in the bundle into ../LICENSES.txt.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const OUT = dirname(HERE);

// Packages that ship no licence file: the file of a package from the same
// repository, or none (then the standard text of the licence they declare).
const LICENCE_FROM = {
  "@graphiql/plugin-doc-explorer": "graphiql",
  "@graphiql/plugin-history": "graphiql",
  "react-compiler-runtime": "react",
  "react-remove-scroll-bar": "react-remove-scroll",
};
const MIT = readFileSync(join(HERE, "mit.txt"), "utf8").trim();

// GraphiQL's stylesheet embeds Roboto and Fira Code (0.36 MB): the system's own
// fonts do as well.
const systemFonts = {
  name: "system-fonts",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]graphiql[\\/]dist[\\/]style\.css$/ }, ({ path }) => {
      let css = readFileSync(path, "utf8").replaceAll(/@font-face\s*\{[^}]*\}/g, "");
      css = replaceOnce(css, '"Roboto", sans-serif', "system-ui, sans-serif");
      css = replaceOnce(css, '"Fira Code", monospace', 'ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace');
      return { contents: css, loader: "css" };
    });
  },
};

// GraphiQL fetches an image when the pointer rests on its address in a response:
// the page asks no other host for anything.
const noImagePreview = {
  name: "no-image-preview",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]components[\\/]image-preview\.js$/ }, () => ({
      contents: "export const ImagePreview = Object.assign(() => null, { shouldRender: () => false });",
      loader: "js",
    }));
  },
};

function replaceOnce(text, before, after) {
  if (text.split(before).length !== 2) throw new Error(`not once in the stylesheet: ${before}`);
  return text.replace(before, after);
}

function manifest(name) {
  return JSON.parse(readFileSync(join(HERE, "node_modules", name, "package.json"), "utf8"));
}

function bundledPackages(inputs) {
  const names = Object.keys(inputs).map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]);
  return [...new Set(names)].filter(Boolean).sort();
}

function licenceText(name) {
  const folder = join(HERE, "node_modules", LICENCE_FROM[name] ?? name);
  const file = existsSync(folder) && readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file) return readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").replaceAll(/[ \t]+$/gm, "").trim();
  const { author, license } = manifest(name);
  if (license !== "MIT" || !author) throw new Error(`no licence text for ${name} (${license})`);
  return `Copyright (c) ${(author.name ?? author).replace(/ *[<(].*/, "")}\n\n${MIT}`;
}

function licences(names) {
  const byText = new Map();
  for (const name of names) {
    const { version, license } = manifest(name);
    const text = licenceText(name);
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version} (${license})`]);
  }
  const rule = "=".repeat(78);
  const parts = [...byText].map(([text, packages]) => `${rule}\n${packages.join("\n")}\n${rule}\n\n${text}\n`);
  return `Licences of the packages bundled in graphiql.js and graphiql.css\n\n${parts.join("\n\n")}`;
}

const { metafile } = await build({
  absWorkingDir: HERE,
  entryPoints: { graphiql: "main.js" },
  outdir: OUT,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022"],
  charset: "utf8",
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "none",
  banner: {
    js: `/*! GraphiQL ${manifest("graphiql").version} for Stakegraph. Licences: LICENSES.txt */`,
    css: `/*! GraphiQL ${manifest("graphiql").version} for Stakegraph. Licences: LICENSES.txt */`,
  },
  plugins: [systemFonts, noImagePreview],
  metafile: true,
  logLevel: "info",
});
writeFileSync(join(OUT, "LICENSES.txt"), licences(bundledPackages(metafile.inputs)));
