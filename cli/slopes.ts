import type { LossSummary, Slope, Summary } from "../experiments/types.js";
import { brief, type Rows } from "./terminal.js";

const fixed = (value: number, digits = 2): string =>
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

// Rounded down, so that 100 % means all.
const certifiedShare = ({ fits, failures }: Summary): string =>
  fits === 0 ? "—" : `${(Math.floor(1000 * (1 - failures / fits)) / 10).toFixed(1)} %`;

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

/** The table of `reproduce`: one row for each run, and one more where certified fits alone give another slope. */
export function slopeTable(summaries: readonly Summary[]): Rows {
  const rows = summaries.flatMap((summary) => {
    const { mean, median, certifiedOnly } = headline(summary);
    const { published } = summary;
    const row = [
      summary.experiment,
      summary.headline,
      fixed(summary.theory.slope, 1),
      slopeText(mean),
      slopeText(median),
      published ? `${fixed(published.slopeMean)} / ${fixed(published.slopeMedian)}` : "—",
      certifiedShare(summary),
    ];
    if (!certifiedOnly) return [row];
    return [
      row,
      [
        "  certified fits alone",
        "",
        "",
        slopeText(certifiedOnly.mean),
        slopeText(certifiedOnly.median),
        "",
        "",
      ],
    ];
  });
  const header = [
    "setting",
    "loss",
    "theory",
    "slope of the mean",
    "slope of the median",
    "published",
    "certified",
  ];
  return [header, ...rows];
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
  return [["n", `mean ${summary.headline}`, "median", "10 to 90 %", "certified"], ...rows];
}

/** A slope as JSON; numbers that could not be computed are null. */
const slopeJson = ({ slope, low, high, level }: Slope) => ({ slope, low, high, level });

/** One row of the table for a program. */
export function slopeRecord(summary: Summary) {
  const { loss, mean, median, certifiedOnly, sizes } = headline(summary);
  const { experiment, title, protocol, standing, describes, k, trueK, budget, seed, replicates, theory } =
    summary;
  const { fits, failures, published } = summary;
  return {
    experiment,
    title,
    protocol,
    standing,
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
