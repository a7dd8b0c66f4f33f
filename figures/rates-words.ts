import type { RatesPicture, RatesSeries } from "../experiments/types/picture.js";
import { hasLogarithm } from "./marks.js";
import { count, powerOfN } from "./numbers.js";
import { countsByPanel, letter } from "./panels.js";
import { isNumber, slopeText } from "./words.js";

type PicturePanel = RatesPicture["panels"][number];
type RatesPoint = RatesSeries["points"][number];

/** A marker is hollow where more than this share of the fits is not certified. */
const hollowShare = 0.1;

/**
 * `gate: slope −0.24 [−0.27, −0.21], theory n^{−1/4}; 3 of 520 fits not certified`; without what is said
 * once for all curves of the panel.
 */
export function curveLabel(
  { label, points, slope, theory }: RatesSeries,
  common: { readonly theory: boolean; readonly failures: boolean },
): string {
  const facts = [
    ...(slope ? [slopeText(slope)] : []),
    ...(theory === undefined || common.theory ? [] : [`theory\u00a0${rateWords(theory)}`]),
  ];
  const failed = failures(points);
  return [
    label,
    facts.length > 0 ? `: ${facts.join(", ")}` : "",
    failed && !common.failures ? `; ${failed} not\u00a0certified` : "",
  ].join("");
}

/** A rate as a power of n; none as a floor. */
export const rateWords = (slope: number): string => (slope === 0 ? "a\u00a0floor" : powerOfN(slope));

/** `3 of 520 fits`, of those that are not certified; nothing where all are. */
function failures(points: readonly RatesPoint[]): string {
  const fits = sum(points.map((point) => point.fits));
  const uncertified = sum(points.map((point) => point.uncertified));
  return uncertified > 0 ? `${count(uncertified)} of ${count(fits)} fits`.replaceAll(" ", "\u00a0") : "";
}

/** The failures of each curve of a panel with several, where they are the same: as of several losses of one fit. */
export function commonFailures({ series }: PicturePanel): string | undefined {
  const kinds = new Set(
    series.filter(({ points }) => points.length > 0).map(({ points }) => failures(points)),
  );
  const [only] = kinds;
  return series.length > 1 && kinds.size === 1 && only !== "" ? only : undefined;
}

/** Whether a reference shows what theory says of every curve of the panel. */
export function commonTheory({ series, references }: PicturePanel): boolean {
  return references.some(({ slope }) => series.every(({ theory }) => isSame(theory, slope)));
}

/** Whether an exponent of theory is that of a reference. */
export function isSame(theory: number | undefined, slope: number): boolean {
  return theory !== undefined && Math.abs(theory - slope) < 1e-9;
}

/** Whether enough of the fits at a size are not certified to show it at the point. */
export function isHollow({ fits, uncertified }: RatesPoint): boolean {
  return uncertified > hollowShare * fits;
}

/** Whether both quartiles can be drawn at a size. */
export function hasBand({ q25, q75 }: RatesPoint): boolean {
  return hasLogarithm(q25) && hasLogarithm(q75);
}

/** What the marks mean, what was left out, and what is said once for several curves. */
export function ratesNotes(panels: readonly PicturePanel[]): string[] {
  const series = panels.flatMap((panel) => panel.series);
  const points = series.flatMap((one) => one.points);
  const missing = panels.map((panel) =>
    sum(
      panel.series.map((one) => one.points.filter((point) => !hasLogarithm(point[panel.statistic])).length),
    ),
  );
  const broken = panels.map((panel) =>
    sum(panel.series.map((one) => one.points.filter((point) => !hasBand(point)).length)),
  );
  const leftOut = [
    ...(sum(missing) > 0 ? [`points (${countsByPanel(missing)})`] : []),
    ...(sum(broken) > 0 ? [`quartiles (${countsByPanel(broken)})`] : []),
  ];
  const isPartial = series.some(({ slope }) => (slope?.omitted?.length ?? 0) > 0);
  const some = (sentence: string, condition: boolean) => (condition ? [sentence] : []);
  return [
    [
      `Points: ${statistics(panels)} over the replicates.`,
      ...some(
        "Curves at one n stand side by side.",
        panels.some((panel) => panel.series.length > 1),
      ),
      ...some(
        `Thin broken lines: least squares on the log–log scale${isPartial ? ", over the sizes that they span" : ""}; ` +
          "intervals: 95\u00a0% bootstrap over replicates.",
        series.some(({ slope }) => isNumber(slope?.slope)),
      ),
    ].join(" "),
    ...some(
      "Broken black lines: powers of n from the start of the first least-squares line that they apply to.",
      panels.some(({ references }) => references.length > 0),
    ),
    ...some(
      `Not drawn, for want of a logarithm (zero, negative or not finite): ${leftOut.join(" and ")}.`,
      leftOut.length > 0,
    ),
    ...panels.flatMap((panel, i) => {
      const without = panel.series.filter((one) => one.points.length === 0).map(({ label }) => label);
      const where = panels.length > 1 ? `In ${letter(i)} no` : "No";
      return without.length > 0 ? [`${where} fits of: ${without.join(", ")}.`] : [];
    }),
    ...panels.flatMap((panel, i) => {
      const failed = commonFailures(panel);
      const where = panels.length > 1 ? ` in ${letter(i)}` : "";
      return failed ? [`Not certified${where}: ${failed} of every curve.`] : [];
    }),
    ...some("All fits are certified maxima.", points.length > 0 && points.every((p) => p.uncertified === 0)),
    ...some(
      `Hollow markers: more than ${100 * hollowShare} % of the fits are not certified.`,
      points.some(isHollow),
    ),
  ];
}

/** `medians`, or `medians in (a), (c), means in (b)`. */
function statistics(panels: readonly PicturePanel[]): string {
  const of = (statistic: PicturePanel["statistic"]) =>
    panels.flatMap((panel, i) => (panel.statistic === statistic ? [letter(i)] : []));
  const [means, medians] = [of("mean"), of("median")];
  if (means.length === 0) return "medians";
  if (medians.length === 0) return "means";
  return `medians in ${medians.join(", ")} and means in ${means.join(", ")}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
