import { reportFigures } from "../figures.js";
import type { ReportData } from "../types.js";
import { show } from "./figure.js";
import { fitsOf } from "./fits.js";
import { verdicts } from "./verdicts.js";

/** The numbers of the page: what is null there is a number that is not finite. */
function numbers(): ReportData {
  const text = document.querySelector("#numbers")?.textContent ?? "";
  return JSON.parse(text, (_, value: unknown) => (value === null ? Number.NaN : value));
}

verdicts();
const data = numbers();
const runs = new Map(data.runs.map((run) => [run.name, run]));
for (const { name, make, curves, curveOf } of reportFigures(data)) {
  const place = document.getElementById(name);
  if (!place) continue;
  const withFits = curves.filter(({ run }) => runs.has(run));
  if (withFits.length === 0) {
    show(place, make);
    continue;
  }
  const fits = fitsOf(withFits, (run) => runs.get(run)!);
  show(place, make, {
    onChoice: (panel, { label, x }) => {
      const curve = curveOf(panel, label);
      if (curve) fits.choose(curve, x);
    },
  });
  place.append(fits.element);
}
