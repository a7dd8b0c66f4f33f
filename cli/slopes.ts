import type { LossSummary, Slope, Summary } from "../experiments/types/summary.js";
import { lossWords } from "../figures/notation.js";
import { flat } from "../figures/numbers.js";
import { brief, type Rows } from "./terminal.js";

/** A number with so many decimals, with a true minus sign; `—` where there is none. */
export const fixed = (value: number, digits = 2): string =>
  Number.isFinite(value) ? value.toFixed(digits).replace("-", "−") : "—";

/** `−0.51 [−0.58, −0.45]`: a slope with its 95 % interval. */
export const slopeText = ({ slope, low, high }: Slope): string =>
  Number.isFinite(low) ? `${fixed(slope)} [${fixed(low)}, ${fixed(high)}]` : fixed(slope);

/** The loss that is drawn. */
export function headline(summary: Summary): LossSummary {
  const found = summary.losses.find(({ loss }) => loss === summary.headline);
  if (!found)
    throw new Error(`invalid summary of ${summary.experiment}; it lacks the loss ${summary.headline}`);
  return found;
}

/** The sizes of a run: `100 to 10,000, 20 replicates each`. */
export function extent(summary: Summary): string {
  const sizes = headline(summary).sizes.map(({ n }) => n);
  const text = (n: number): string => n.toLocaleString("en");
  const range =
    sizes.length === 1
      ? `n = ${text(sizes[0])}`
      : `${sizes.length} sizes ${text(sizes[0])} to ${text(sizes.at(-1)!)}`;
  return `${range}, ${summary.replicates} replicate${summary.replicates === 1 ? "" : "s"} each`;
}

/** The slopes of the losses that authors released, of the runs that have any. */
export function publishedTable(summaries: readonly Summary[]): Rows {
  const rows = summaries.flatMap(({ experiment, published }) =>
    published ? [[experiment, fixed(published.slopeMean), fixed(published.slopeMedian)]] : [],
  );
  return [["published, gates pinned", "slope of the mean", "slope of the median"], ...rows];
}

/** A run size by size: the loss and how its fits ended. */
export function sizeTable(summary: Summary): Rows {
  const rows = headline(summary).sizes.map(({ n, replicates, certified, mean, median, q10, q90 }) => [
    n.toLocaleString("en"),
    brief(mean),
    brief(median),
    `${brief(q10)} to ${brief(q90)}`,
    `${certified} of ${replicates}`,
  ]);
  return [["n", `mean ${flat(lossWords(summary.headline))}`, "median", "10 to 90 %", "certified"], ...rows];
}

/** A slope as JSON; numbers that could not be computed are null. */
export const slopeJson = ({ slope, low, high, level }: Slope) => ({ slope, low, high, level });

/** One row of the table for a program. */
export function slopeRecord(summary: Summary) {
  const { loss, mean, median, certifiedOnly, sizes } = headline(summary);
  const { experiment, title, protocol, provenance, describes, k, trueK, budget, seed, replicates, theory } =
    summary;
  const { fits, failures, published } = summary;
  return {
    experiment,
    title,
    protocol,
    provenance,
    describes,
    experts: k,
    trueExperts: trueK,
    budget,
    seed,
    sizes: sizes.map(({ n }) => n),
    replicates,
    loss,
    theory,
    mean: slopeJson(mean),
    median: slopeJson(median),
    ...(certifiedOnly
      ? { certifiedOnly: { mean: slopeJson(certifiedOnly.mean), median: slopeJson(certifiedOnly.median) } }
      : {}),
    published: published ? { mean: published.slopeMean, median: published.slopeMedian } : null,
    fits,
    certified: fits - failures,
    certifiedShare: fits === 0 ? null : (fits - failures) / fits,
  };
}
