// Bundles src/editor.js into the package's static files, with the licences of all that went in.
import { build } from "esbuild";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "src", "tjgraph", "web", "static");

const result = await build({
  absWorkingDir: here,
  entryPoints: ["src/editor.js"],
  outfile: join(target, "editor.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  metafile: true,
  legalComments: "none",
  banner: { js: "/* CodeMirror and others, MIT: see editor.LICENSES.txt */" },
});

const packages = new Set();
for (const input of Object.keys(result.metafile.inputs)) {
  const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (match) packages.add(match[1]);
}
const parts = [];
for (const name of [...packages].sort()) {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? await readFile(join(folder, file), "utf8") : "";
  parts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
}
await writeFile(join(target, "editor.LICENSES.txt"), parts.join("\n----\n\n"));
