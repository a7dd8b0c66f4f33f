import { typeset } from "../../figures/notation.js";
import { count as whole } from "../../figures/numbers.js";
import { escaped, richHtml } from "../../report/rich.js";
import type { ReportData } from "../../report/types.js";
import { count } from "../terminal.js";
import type { Gathered } from "./gather.js";
import { fitCounts, provenanceSection } from "./provenance.js";
import { verdictSection } from "./verdicts.js";

/** What the page is made with beside the numbers. */
export interface PageParts {
  readonly style: string;
  readonly script: string;
  /** The drawn figure of that name as an SVG, if there is one. */
  readonly svgOf: (name: string) => string | undefined;
}

/** Nothing is loaded from anywhere; the kernels of the library are WebAssembly. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data:";

/** The pictures for readers without JavaScript take at most so many characters, in the order of the page. */
const mostOfPictures = 3e6;

/** The report as one HTML file. */
export function reportHtml(gathered: Gathered, { style, script, svgOf }: PageParts): string {
  const { data } = gathered;
  const summaries = data.runs.map(({ summary }) => summary);
  const { fits, certified: good, failures, lost } = fitCounts(data.runs);
  const budgets = [...new Set(summaries.map(({ budget }) => budget))].join(", ");
  const seeds = [...new Set(summaries.map(({ seed }) => seed))].join(", ");
  const figure = figureWith(svgOf);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="icon" href="data:,">
<title>moestat: convergence of the estimates</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#verdicts">To the verdicts</a>
<header>
<h1>Convergence of the estimates</h1>
<p>${count(data.runs.length, "run")}, ${count(fits, "fit")}: ${whole(good)} certified, ${whole(failures)} not (${whole(lost)} of these lost). Budget ${escaped(budgets)}; seed <code>${escaped(seeds)}</code>.</p>
${navigation(data)}
</header>
<main>
${verdictSection(summaries)}
${part("studies", "Studies: several experiments together", data.studies.map(figure))}
${part("analyses", "Analyses: computed, not estimated", data.analyses.map(figure))}
${part(
  "experiments",
  "Experiments",
  data.runs.map(({ name, summary }) => figure({ name, picture: summary })),
)}
${provenanceSection(gathered)}
</main>
<script type="application/json" id="numbers">${inScript(JSON.stringify(data))}</script>
<script>${script.replaceAll(/<\/(?=script)/gi, "<\\/")}</script>
</body>
</html>
`;
}

/** JSON that ends no script element. */
const inScript = (json: string): string => json.replaceAll("<", "\\u003c");

function navigation({ studies, analyses, runs }: ReportData): string {
  const link = (name: string, words: string) => `<li><a href="#${escaped(name)}">${escaped(words)}</a></li>`;
  const figures = [...studies, ...analyses, ...runs].map(({ name }) => link(name, name));
  return `<nav aria-label="Parts of the report"><ul>
${link("verdicts", "verdicts")}${studies.length > 0 ? link("studies", "studies") : ""}${
  analyses.length > 0 ? link("analyses", "analyses") : ""
}${link("experiments", "experiments")}${link("manifest", "how it was run")}
</ul><details><summary>All figures</summary><ul>${figures.join("")}</ul></details></nav>`;
}

function part(id: string, title: string, figures: readonly string[]): string {
  if (figures.length === 0) return "";
  return `<section id="${id}" aria-labelledby="${id}-title">\n<h2 id="${id}-title">${title}</h2>\n${figures.join("\n")}\n</section>`;
}

interface Titled {
  readonly name: string;
  readonly picture: { readonly title: string };
}

/** Makes the places of figures; each has a picture for readers without JavaScript while there is room for it. */
function figureWith(svgOf: PageParts["svgOf"]) {
  let room = mostOfPictures;
  return ({ name, picture: { title } }: Titled): string => {
    const svg = svgOf(name);
    const source = svg === undefined ? "" : imageSource(svg);
    const fits = source !== "" && source.length <= room;
    if (fits) room -= source.length;
    const still = fits
      ? `<img alt="${escaped(title)}" src="${source}">`
      : `<p>This figure is drawn by JavaScript; its picture is in the folder <code>figures</code>, if it was drawn.</p>`;
    return `<article class="figure" id="${escaped(name)}"><h3>${richHtml(typeset(title))}</h3><noscript>${still}</noscript></article>`;
  };
}

/** An SVG as the address of an image, within an attribute; as an image it runs no script and shares no names with other pictures. */
const imageSource = (svg: string): string =>
  `data:image/svg+xml,${svg.replace(/[%#"&<>\n]/g, (sign) => encodeURIComponent(sign))}`;
