import type { Gating } from "../../src/family.js";
import { factor, type Mutant, silent, stated, term } from "./change.js";

/** Lies of a gating of the name. */
const of = (family: string, ...lies: readonly [says: string, of: (honest: Gating) => Gating][]) =>
  lies.map(([says, of]): Mutant<Gating> => ({ family, says, of }));

/** Lies of gatings. Those of `sigmoid`, a gate that a contributor brings, are the first. */
export const gatingMutants: readonly Mutant<Gating>[] = [
  ...of(
    "sigmoid",
    ["has a first derivative 1e-4 too large", (it) => factor(it, 1.0001, ({ first }) => first[0])],
    ["has a second derivative of the other sign", (it) => factor(it, -1, ({ second }) => second[0][0])],
    ["has a second derivative 1e-4 too large", (it) => factor(it, 1.0001, ({ second }) => second[0][0])],
    ["pins the last expert, whose score means something", (it) => stated(it, 0, { pinned: true })],
    ["says that its score is its predictor", (it) => ({ ...it, linear: true })],
    [
      "overflows where its score is large",
      (it) =>
        term(it, ({ value }, { eta: [score], m }) => {
          for (let t = 0; t < m; t++) value[t] = Math.log(Math.exp(score[t]) / (1 + Math.exp(score[t])));
        }),
    ],
    ["takes its slopes for the log weight", (it) => ({ ...it, logWeight: "beta1" })],
    ["takes its intercept for a temperature", (it) => ({ ...it, temperature: "beta0" })],
    [
      "writes logarithms of its intercepts",
      (it) => ({ ...it, fields: { ...it.fields, beta0: { ...it.fields.beta0, link: "log" } } }),
    ],
    [
      "reads its slopes twice and its intercept never",
      (it) => ({ ...it, fields: { ...it.fields, beta0: { ...it.fields.beta0, part: "slopes" } } }),
    ],
    [
      "looks at the first sample of a block only",
      (it) => ({
        ...it,
        evaluate: ([score], y, m, order, into) => it.evaluate([score.map(() => score[0])], y, m, order, into),
      }),
    ],
    ["has the name of another", (it) => ({ ...it, name: "softmax" })],
    ["names a kernel that there is none of", (it) => ({ ...it, kernel: "sigmoid" })],
  ),
  ...of(
    "softmax",
    ["pins nothing, though a common shift changes nothing", (it) => stated(it, 0, { pinned: false })],
    ["has a bound that there is none of", (it) => stated(it, 0, { bound: "gates" as "gate" })],
  ),
  ...of(
    "denseToSparse",
    ["says nothing of a temperature that is given", silent],
    ["denies that its temperature divides the whole score", ({ homogeneous, ...it }) => it],
    [
      "divides by its temperature what is divided by it already",
      (it) =>
        term(it, ({ value, first, second }, { eta: [, logTemperature], m, order }) => {
          const inverse = Math.exp(-logTemperature[0]);
          for (let t = 0; t < m; t++) value[t] *= inverse;
          if (order > 0) first[0].fill(inverse, 0, m);
          if (order > 0) for (let t = 0; t < m; t++) first[1][t] = -value[t];
          if (order > 1) second[0][1].fill(-inverse, 0, m);
          if (order > 1) second[1][1].set(value.subarray(0, m));
        }),
    ],
    ["lets every expert have a temperature of its own", (it) => stated(it, 1, { shared: false })],
    ["says nothing of its temperature's role", ({ temperature, ...it }) => it],
  ),
  ...of(
    "activationDenseToSparse",
    ["says that its temperature divides the whole score", (it) => ({ ...it, homogeneous: true })],
    ["names the kernel of another activation", (it) => ({ ...it, kernel: "activation tanh" })],
    [
      "divides the offset by no temperature",
      (it) =>
        term(it, ({ value }, { eta: [offset, , logTemperature], m }) => {
          for (let t = 0; t < m; t++) value[t] += offset[t] * (1 - Math.exp(-logTemperature[0]));
        }),
    ],
  ),
  ...of("modifiedSoftmax", [
    "says another transform than it has",
    (it) => ({ ...it, options: { transform: "sigmoid" } }),
  ]),
];
