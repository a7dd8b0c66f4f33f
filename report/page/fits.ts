import { lossWords, typeset } from "../../figures/notation.js";
import { count, plain } from "../../figures/numbers.js";
import { h } from "../../pages/dom.js";
import { fitFigure } from "../figures.js";
import { type ShownFit, unpacked } from "../fits.js";
import { type ParameterTable, parameterTable } from "../parameters.js";
import type { Curve, Run } from "../types.js";
import { choice, scrolled } from "./dom.js";
import { show } from "./figure.js";
import { rich } from "./rich.js";
import { sortable } from "./sortable.js";

/** Lets the reader choose a point of one of these curves, sees its fits, and one of them with its data. */
export function fitsOf(
  curves: readonly Curve[],
  runOf: (name: string) => Run,
): { readonly element: HTMLElement; readonly choose: (curve: Curve, n: number) => void } {
  const list = h("div", {});
  const said = h("p", { role: "status", class: "soft" });
  let curve = curves[0];
  const sizesOf = ({ run }: Curve) => runOf(run).summary.losses[0].sizes.map(({ n }) => n);
  const place = h("span", {});

  const showFits = (n: number | undefined) => {
    list.replaceChildren();
    said.textContent = "";
    if (n === undefined) return;
    const run = runOf(curve.run);
    const fits = fitsAt(run, curve, n);
    const left = run.fits.leftOut;
    said.textContent =
      `${count(fits.length)} ${fits.length === 1 ? "fit" : "fits"} at n = ${count(n)}` +
      `${left > 0 ? `; of this run ${count(left)} are not in this page, all are in the results file` : ""}.`;
    if (fits.length > 0) list.append(fitTable(run, curve, fits));
  };
  const bySize = () => {
    const sizes = sizesOf(curve);
    const chosen = choice("at n =", ["choose", ...sizes.map(count)], (i) => showFits(sizes[i - 1]));
    place.replaceChildren(chosen.element);
    return { sizes, set: chosen.set };
  };
  let size = bySize();
  const byCurve = choice(
    "Fits of",
    curves.map(({ label, run, pattern }) => `${label} · ${run}${pattern ? ` [${pattern}]` : ""}`),
    (i) => {
      curve = curves[i];
      size = bySize();
      showFits(undefined);
    },
  );
  const label = curves.length > 1 ? byCurve.element : h("span", {}, "Fits");
  const hint = h("span", { class: "soft" }, "or click a point of a curve");
  const element = h(
    "div",
    { class: "fits" },
    h("p", { class: "choices" }, label, " ", place, hint),
    said,
    list,
  );
  return {
    element,
    choose: (wanted, n) => {
      if (wanted !== curve) {
        curve = wanted;
        byCurve.set(curves.indexOf(wanted));
        size = bySize();
        showFits(undefined);
      }
      const at = size.sizes.indexOf(n);
      if (at < 0) return;
      size.set(at + 1);
      showFits(n);
      element.scrollIntoView({ block: "nearest" });
    },
  };
}

const kept = new Map<Run, readonly ShownFit[]>();

function fitsAt(run: Run, { pattern }: Curve, n: number): ShownFit[] {
  const all = kept.get(run) ?? unpacked(run.fits);
  kept.set(run, all);
  return all.filter((fit) => fit.n === n && (pattern === undefined || fit.pattern === pattern));
}

const number = (value: number, digits = 4): string =>
  Number.isFinite(value) ? plain(Number(value.toPrecision(digits))) : "–";

const numberCell = (value: number | undefined, digits?: number): HTMLElement =>
  h(
    "td",
    { class: "number", "data-sort": value === undefined ? "" : value },
    value === undefined ? "" : number(value, digits),
  );

function fitTable(run: Run, { loss }: Curve, fits: readonly ShownFit[]): HTMLElement {
  const detail = h("div", { class: "detail" });
  const rows = fits.map((fit) => {
    const button = h("button", { type: "button", "aria-pressed": "false" }, `replicate ${fit.replicate}`);
    const row = h(
      "tr",
      {},
      h("th", { scope: "row", "data-sort": fit.replicate }, button),
      numberCell(fit.losses[loss]),
      h("td", {}, fit.status),
      numberCell(fit.score, 2),
      numberCell(fit.logLik, 7),
      h("td", {}, `(${fit.pattern})`),
      numberCell(fit.steps),
    );
    button.addEventListener("click", () => {
      for (const other of rows) {
        other.classList.toggle("chosen", other === row);
        other.querySelector("button")?.setAttribute("aria-pressed", String(other === row));
      }
      detail.replaceChildren(...oneFit(run, fit));
    });
    return row;
  });
  const names = ["fit", lossWords(loss), "status", "largest score", "log-likelihood", "cells", "steps"];
  const isNumber = [false, true, false, true, true, false, true];
  const table = h(
    "table",
    {},
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ...names.map((name, j) => h("th", { scope: "col", class: isNumber[j] && "number" }, ...rich(name))),
      ),
    ),
    h("tbody", {}, ...rows),
  );
  sortable(table);
  return h("div", {}, scrolled(`Fits of ${run.name}`, table), detail);
}

/** One fit: its losses, its parameters beside the truth's, its data. */
function oneFit(run: Run, fit: ShownFit): Node[] {
  const { summary, setting } = run;
  const picture = h("div", {});
  const losses = Object.entries(fit.losses).map(([name, value]) =>
    h("div", {}, h("dt", {}, ...rich(lossWords(name))), h("dd", {}, number(value))),
  );
  const estimate = parameterTable(fit.params, summary.k);
  const truth = setting && parameterTable(setting.truth, summary.trueK);
  const figure = pictureOf(run, fit);
  if (figure) show(picture, () => figure);
  else picture.append(h("p", { class: "soft" }, "This kind of fit has no picture here."));
  return [
    h("h4", {}, `Replicate ${fit.replicate} at n = ${count(fit.n)}`),
    h("dl", { class: "losses" }, ...losses),
    scrolled("Parameters", parameters(estimate, truth)),
    h("p", { class: "soft" }, ...rich(typeset(estimate.shared.join(", ")))),
    picture,
  ];
}

/** Own families, whose code is not in the page, and inputs that it cannot draw have none. */
function pictureOf(run: Run, fit: ShownFit) {
  try {
    return fitFigure(run, fit);
  } catch {
    return undefined;
  }
}

function parameters(estimate: ParameterTable, truth: ParameterTable | undefined): HTMLTableElement {
  const rowsOf = (of: string, { rows }: ParameterTable, columns: readonly string[]) =>
    rows.map((row, i) =>
      h("tr", {}, h("th", { scope: "row" }, `${of} ${i + 1}`), ...columns.map((_, j) => numberCell(row[j]))),
    );
  const { columns } = estimate;
  const isAlike = truth?.columns.join() === columns.join();
  return h(
    "table",
    {},
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "col" }, "expert"),
        ...columns.map((name) => h("th", { scope: "col", class: "number" }, ...rich(name))),
      ),
    ),
    h(
      "tbody",
      {},
      ...rowsOf("estimate,", estimate, columns),
      ...(truth && isAlike ? rowsOf("truth,", truth, columns) : []),
    ),
  );
}
