import type { Chart } from "chart.js";
import { plainCaption } from "../../figures/caption.js";
import { figureCsv, seriesOf } from "../../figures/export.js";
import { flat, plain } from "../../figures/numbers.js";
import { onPage } from "../../figures/page.js";
import { pixelsPerInch } from "../../figures/theme.js";
import type { Figure, KeyEntry } from "../../figures/types.js";
import { h } from "../../pages/dom.js";
import { type Chosen, chartOf, swatchOf } from "./chart.js";
import { scrolled } from "./dom.js";
import { onScheme } from "./pen.js";
import { rich } from "./rich.js";

export interface Handlers {
  /** Gets the panel and the point that was clicked. */
  readonly onChoice?: (panel: number, chosen: Chosen) => void;
}

/** Lines of text and plots that are wider are hard to read. */
const mostWidth = 860;

/** Narrower places, as they are while a page is laid out, leave a plot no room beside its axes. */
const leastWidth = 200;

/**
 * Shows a figure in a place of the page as wide as the place is: its panels as charts, its legend, its notes and its numbers.
 * It is drawn when it is about to be seen, and again when the width or the colours of the page change.
 */
export function show(place: HTMLElement, make: () => Figure, { onChoice }: Handlers = {}): void {
  const drawing = h("div", { class: "drawing" });
  place.append(drawing, data(make));
  let charts: Chart[] = [];
  let isSeen = false;
  let width = 0;
  const draw = () => {
    width = drawing.clientWidth;
    if (!isSeen || width < leastWidth) return;
    for (const chart of charts) chart.destroy();
    charts = drawInto(drawing, make(), width, onChoice);
  };
  new IntersectionObserver(
    (entries, observer) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      isSeen = true;
      draw();
    },
    { rootMargin: "600px" },
  ).observe(place);
  new ResizeObserver(() => {
    if (drawing.clientWidth !== width) draw();
  }).observe(drawing);
  onScheme(draw);
}

function drawInto(
  drawing: HTMLElement,
  figure: Figure,
  room: number,
  onChoice: Handlers["onChoice"],
): Chart[] {
  const width = Math.min(room, mostWidth);
  const set = onPage(figure, { width: width / pixelsPerInch });
  const columns = set.columns ?? 1;
  const panels = set.panels.map((panel, i) => {
    const heading = panel.title === undefined ? [] : [h("h4", {}, ...rich(panel.title))];
    const label = flat([figure.title, panel.title ?? ""].filter((part) => part !== "").join("; "));
    const { canvas, draw } = chartOf(panel, {
      width: width / columns,
      label: `${label}. Its numbers are below.`,
      onChoice: onChoice && ((chosen) => onChoice(i, chosen)),
    });
    return { element: h("div", { class: "panel" }, ...heading, canvas, legend(panel.key ?? [])), draw };
  });
  drawing.replaceChildren(
    h("p", { class: "soft" }, ...lines(figure.subtitle)),
    h(
      "div",
      { class: "panels", style: `grid-template-columns: repeat(${columns}, ${width / columns}px)` },
      ...panels.map(({ element }) => element),
    ),
    legend(set.key),
    h("p", { class: "soft notes" }, ...lines(set.notes)),
  );
  return panels.map(({ draw }) => draw());
}

const lines = (texts: readonly string[]): Node[] =>
  texts.flatMap((text, i) => (i === 0 ? rich(text) : [h("br"), ...rich(text)]));

const legend = (entries: readonly KeyEntry[]): HTMLElement =>
  h(
    "ul",
    { class: "key" },
    ...entries.map((entry) => h("li", {}, swatchOf(entry), h("span", {}, ...rich(entry.label)))),
  );

/** The numbers of a figure, made when they are asked for. */
function data(make: () => Figure): HTMLElement {
  const details = h("details", {}, h("summary", {}, "Data"));
  details.addEventListener(
    "toggle",
    () => {
      const figure = make();
      const file = new Blob([figureCsv(figure)], { type: "text/csv" });
      details.append(
        h("p", {}, h("a", { href: URL.createObjectURL(file), download: "figure.csv" }, "as CSV")),
        scrolled(`Numbers of: ${plainCaption(figure).slice(0, 80)}`, dataTable(figure)),
      );
    },
    { once: true },
  );
  return details;
}

const headings = ["series", "x", "y", "low", "high"];
const isWord = (heading: string): boolean => heading === "panel" || heading === "series";

function dataTable(figure: Figure): HTMLTableElement {
  const cell = (value: number | null | undefined) =>
    h("td", { class: "number" }, typeof value === "number" ? plain(Number(value.toPrecision(4))) : "");
  const several = figure.panels.length > 1;
  const rows = figure.panels.flatMap((panel, i) =>
    seriesOf(panel, figure.key).flatMap(({ name, rows }) =>
      rows.map(({ x, y, low, high }) =>
        h(
          "tr",
          {},
          ...(several ? [h("td", {}, flat(panel.title ?? String(i + 1)))] : []),
          h("th", { scope: "row" }, name),
          ...[x, y, low, high].map(cell),
        ),
      ),
    ),
  );
  const names = several ? ["panel", ...headings] : headings;
  return h(
    "table",
    {},
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ...names.map((name) => h("th", { scope: "col", class: isWord(name) ? false : "number" }, name)),
      ),
    ),
    h("tbody", {}, ...rows),
  );
}
