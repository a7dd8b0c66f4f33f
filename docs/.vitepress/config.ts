import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { namedSearch } from "./named-search.js";

const sidebarOfApi = fileURLToPath(new URL("../api/typedoc-sidebar.json", import.meta.url));
/** Made by typedoc before the site is. */
const api = existsSync(sidebarOfApi) ? JSON.parse(readFileSync(sidebarOfApi, "utf8")) : [];

const guide = [
  {
    text: "Begin",
    items: [
      { text: "What it is", link: "/" },
      { text: "Tutorial", link: "/tutorial" },
      { text: "Gallery", link: "/gallery" },
    ],
  },
  {
    text: "Ideas",
    items: [
      { text: "What a gate does", link: "/ideas/gate" },
      { text: "Model and likelihood", link: "/ideas/model" },
      { text: "EM and Newton's method", link: "/ideas/estimation" },
      { text: "What a fit tells you", link: "/ideas/answer" },
      { text: "Cells and losses", link: "/ideas/losses" },
      { text: "Theory beside evidence", link: "/ideas/evidence" },
      { text: "Glossary", link: "/glossary" },
    ],
  },
  {
    text: "How to",
    items: [
      { text: "Your own data", link: "/howto/data" },
      { text: "How many experts", link: "/howto/experts" },
      { text: "Uncertainty", link: "/howto/uncertainty" },
      { text: "Your own gate or expert", link: "/howto/families" },
      { text: "Run experiments", link: "/howto/experiments" },
      { text: "Your own experiment", link: "/howto/own-experiment" },
      { text: "A cluster", link: "/howto/cluster" },
      { text: "Browsers and workers", link: "/howto/browser" },
      { text: "R and Python", link: "/howto/r-python" },
    ],
  },
  {
    text: "Reference",
    items: [
      { text: "Performance", link: "/performance" },
      { text: "API", link: "/api/" },
    ],
  },
];

export default defineConfig({
  title: "moestat",
  description: "Simulation and maximum-likelihood estimation of mixtures of experts",
  lang: "en-GB",
  head: [["link", { rel: "icon", href: "data:," }]],
  markdown: {
    math: true,
    // The usual colours of code are too pale for WCAG's level AA.
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  // The index of the search holds all pages of the API; it is loaded when a reader searches.
  vite: { build: { chunkSizeWarningLimit: 2000 }, plugins: [namedSearch] },
  themeConfig: {
    nav: [
      { text: "Tutorial", link: "/tutorial" },
      { text: "Ideas", link: "/ideas/gate" },
      { text: "How to", link: "/howto/data" },
      // A page of its own, which the router of this site knows nothing of.
      { text: "Playground", link: "/playground/index.html", target: "_self" },
      { text: "API", link: "/api/" },
    ],
    sidebar: {
      "/": guide,
      "/api/": [
        { text: "API", link: "/api/", items: api },
        { text: "Back to the guide", link: "/" },
      ],
    },
    outline: [2, 3],
    search: { provider: "local" },
  },
});
