import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));

// Paths in the page are relative, so that it can stand in any folder of a site.
export default defineConfig({
  root: folder("."),
  base: "./",
  cacheDir: folder("../node_modules/.vite"),
  worker: { format: "es" },
  build: { outDir: folder("../dist/playground-site"), emptyOutDir: true, target: "es2022" },
  server: { fs: { allow: [folder("..")] } },
});
