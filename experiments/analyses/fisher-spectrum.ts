import { uniformLaw } from "../../src/density/uniformLaw.js";
import { modelOf } from "../../src/registry.js";
import type { Params } from "../../src/types.js";
import { multinomialGates, regime1Truth, regime2Truth } from "../specs/multinomial-truths.js";
import { temperatureGates, temperatureTruth } from "../specs/temperature-truth.js";
import { balancedTruth, topOneTruth, topTwoTruth } from "../specs/truths.js";
import type { Analysis } from "../types/analysis.js";
import type { CurvesPicture } from "../types/picture.js";
import { type FisherInformation, fisherInformation } from "./fisher.js";
import type { Law } from "./nodes.js";

/** A truth whose information is wanted. */
interface SpectrumCase {
  readonly label: string;
  readonly truth: Params;
  readonly law: Law;
}

const unit = uniformLaw({ order: 20, panels: 2 });
const wide = uniformLaw({ from: -3, to: 3, order: 10, panels: 12 });

const modified = (transform: string): Params => ({
  ...balancedTruth,
  gating: { ...balancedTruth.gating, name: "modifiedSoftmax", transform },
});

/** The settings by panel. */
export const spectrumPanels: readonly { readonly title: string; readonly cases: readonly SpectrumCase[] }[] =
  [
    {
      title: "Softmax gates, Gaussian experts, balanced truth",
      cases: [
        { label: "softmax", truth: balancedTruth, law: unit },
        { label: "modified, M = tanh", truth: modified("tanh"), law: unit },
        { label: "modified, M = sigmoid", truth: modified("sigmoid"), law: unit },
      ],
    },
    {
      title: "Temperature gates, Gaussian experts",
      cases: temperatureGates.map((gate) => ({ label: gate, truth: temperatureTruth(gate), law: wide })),
    },
    {
      title: "Top-K gates, Gaussian experts",
      cases: [
        { label: "K = 1 of 2", truth: topOneTruth, law: unit },
        { label: "K = 2 of 3", truth: topTwoTruth, law: unit },
      ],
    },
    {
      title: "Multinomial experts",
      cases: [
        ...multinomialGates.map((gate) => ({
          label: `regime 1, ${gate}`,
          truth: regime1Truth(gate),
          law: unit,
        })),
        ...multinomialGates.map((gate) => ({
          label: `regime 2, ${gate}`,
          truth: regime2Truth(gate),
          law: unit,
        })),
      ],
    },
  ];

/** The information at the truth of a case. */
export const informationOf = ({ truth, law }: SpectrumCase): FisherInformation =>
  fisherInformation(modelOf(truth), truth, law);

/** Eigenvalues below this are 0 up to rounding. */
const zero = 1e-9;

function compute(): CurvesPicture {
  const smallest: string[][] = spectrumPanels.map(() => []);
  const panels = spectrumPanels.map(({ title, cases }, panel) => ({
    title,
    x: { title: "eigenvalue, smallest first", scale: "linear" as const, whole: true },
    y: { title: "Fisher information per observation", scale: "log" as const, zero: true },
    series: cases.map((one) => {
      const { names, eigen } = informationOf(one);
      const flat = eigen.values.filter((value) => value < zero).length;
      smallest[panel].push(
        flat === 0
          ? `${one.label}: ${Number(eigen.values[0].toPrecision(3))}`
          : `${one.label}: 0 (${flat === 1 ? `along ${direction(names, eigen.vectors[0])}` : `${flat} directions`})`,
      );
      const points = eigen.values.map((value, i) => ({ x: i + 1, y: value < zero ? 0 : value }));
      return { label: one.label, points, style: "both" as const };
    }),
  }));
  return {
    title: "Spectrum of the Fisher information at the truth",
    subtitle: [
      "E[score score'] of one observation by quadrature, no data; free parameters, variances and temperature as logs.",
    ],
    panels,
    notes: [
      ...smallest.map((ofPanel, i) => `(${"abcd"[i]}) Smallest eigenvalues: ${ofPanel.join("; ")}.`),
      "An eigenvalue of 0 belongs to a direction in which the density does not change, about which data say nothing. The gate of K = 1 is flat up to its jumps, which the score does not see.",
    ],
  };
}

/** A direction in words: its entries in proportion to the last one that counts. */
function direction(names: readonly string[], vector: Float64Array): string {
  const counts = names.map((_, i) => i).filter((i) => Math.abs(vector[i]) > 1e-6);
  const { [counts[counts.length - 1]]: last } = vector;
  const short = counts.map((i) => names[i].replace(/^(gating|experts)\./, ""));
  return `(${short.join(", ")}) = (${counts.map((i) => Number((vector[i] / last).toPrecision(3))).join(", ")})`;
}

/** Eigenvalues of the information per gate. */
export const fisherSpectrum: Analysis = {
  name: "fisher-spectrum",
  title: "Spectrum of the Fisher information at the truth, per gate",
  provenance: "derived",
  compute,
};
