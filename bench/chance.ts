import { chanceLaw } from "../src/fit/report/chance.js";
import { expertGain, fit, gaussian, moe, type Sample, softmax } from "../src/index.js";
import { chiSquareTail } from "../src/numeric/incompleteGamma.js";
import { quantileOfSorted } from "../src/numeric/quantile.js";
import { changePoints, onePlane, sampleOf, twoLines } from "./simulated.js";

// The law of what chance gains: fits of k experts to samples that have k - 1, both chosen by the default rule. For each setting the
// quantiles of the gain, and the shares of samples whose stated chance is below 10, 5 and 1 per cent.
// node dist/bench/chance.js [samples] [seed]

interface Setting {
  readonly name: string;
  readonly k: number;
  readonly d: number;
  readonly n: number;
  readonly draw: (key: string) => Sample;
}

const samples = Number(process.argv[2] ?? 60);
const seed = process.argv[3] ?? "chance";
const planes = [
  [1, [30, 50, 100, 200, 1000]],
  [2, [50, 200, 1000]],
  [3, [100, 300, 1000]],
  [5, [100, 200, 500]],
  [8, [200, 500]],
] as const;
const settings: Setting[] = [
  ...planes.flatMap(([d, sizes]) =>
    sizes.map((n) => ({ name: "plane", k: 2, d, n, draw: (key: string) => onePlane(d, n, key) })),
  ),
  ...[100, 300].flatMap((n) => [
    { name: "two lines", k: 3, d: 1, n, draw: (key: string) => sampleOf(twoLines, n, key) },
    { name: "change point", k: 3, d: 1, n, draw: (key: string) => sampleOf(changePoints[1], n, key) },
  ]),
];

console.log(
  "null          k  d     n   median    90 %    95 % largest   mean | law: 90 %  95 % | stated below 10 %, 5 %, 1 %; without a word",
);
for (const { name, k, d, n, draw } of settings) {
  const fits = Array.from({ length: samples }, (_, i) => {
    const data = draw(`${seed}/${name}/${d}/${n}/${i}`);
    const model = moe({ gating: softmax(), expert: gaussian(), k, inputs: d });
    const result = fit(model, data);
    const gain = expertGain(model, data, result);
    if (gain === undefined) throw new Error("a fit of one expert has no gain");
    return gain;
  });
  const gains = fits.map(({ nats }) => nats).sort((p, q) => p - q);
  const { dispersion, degrees } = chanceLaw(k, d);
  const ofLaw = (p: number) => {
    let [low, high] = [0, 500];
    for (let i = 0; i < 60; i++) {
      const middle = 0.5 * (low + high);
      if (chiSquareTail((2 * middle) / dispersion, degrees) > 1 - p) low = middle;
      else high = middle;
    }
    return low;
  };
  const share = (most: number) =>
    ((100 * fits.filter(({ chance }) => (chance.share ?? 1) < most).length) / samples).toFixed(0);
  const silent = fits.filter(
    ({ chance, nats, allowance }) => (chance.share ?? 1) < 0.05 && allowance <= nats,
  ).length;
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / samples;
  const cells = [
    quantileOfSorted(gains, 0.5),
    quantileOfSorted(gains, 0.9),
    quantileOfSorted(gains, 0.95),
    gains[samples - 1],
    mean,
  ];
  console.log(
    `${name.padEnd(12)} ${String(k).padStart(2)} ${String(d).padStart(2)} ${String(n).padStart(5)} ${cells.map((c) => c.toFixed(1).padStart(7)).join(" ")} | ${ofLaw(0.9).toFixed(1).padStart(9)} ${ofLaw(0.95).toFixed(1).padStart(5)} | ${share(0.1)}, ${share(0.05)}, ${share(0.01)}; ${((100 * silent) / samples).toFixed(0)} %`,
  );
}
