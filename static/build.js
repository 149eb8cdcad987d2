// Compiles static/src into static/build: one style sheet, scripts, fonts and pictures.
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "node_modules");
const built = join(here, "build");
const output = join(here, `build.${process.pid}`);
const typeface = "@fontsource-variable/atkinson-hyperlegible-next";

mkdirSync(join(output, "fonts"), { recursive: true });

const { css } = compile(join(here, "src", "app.scss"), {
  loadPaths: [modules],
  style: "compressed",
  quietDeps: true,
});
writeFileSync(join(output, "app.css"), css);

buildSync({
  entryPoints: ["init.js", "js-enabled.js", "passkeys.js", "analysis.js", "progress.js"].map((name) => join(here, "src", name)),
  outdir: output,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  legalComments: "none",
});

for (const subset of ["latin", "latin-ext"]) {
  cpSync(
    join(modules, typeface, "files", `atkinson-hyperlegible-next-${subset}-wght-normal.woff2`),
    join(output, "fonts", `atkinson-${subset}.woff2`),
  );
}
cpSync(join(modules, typeface, "LICENSE"), join(output, "fonts", "LICENSE.txt"));
cpSync(join(here, "src", "images"), output, { recursive: true });

// A server that runs meanwhile never finds an empty folder.
rmSync(built, { recursive: true, force: true });
renameSync(output, built);
