import type { Expert, ResponseScale } from "../../src/family.js";
import { logGamma } from "../../src/numeric/gamma.js";
import { bothSides, ladder } from "../../src/numeric/ladder.js";
import { drawChiSquare } from "../../src/random/gamma.js";
import { drawn, factor, type Mutant, silent, stated, term } from "./change.js";

/** Lies of an expert of the name. */
const of = (family: string, ...lies: readonly [says: string, of: (honest: Expert) => Expert][]) =>
  lies.map(([says, of]): Mutant<Expert> => ({ family, says, of }));

const scaleOf = (logScale2: number) => Math.exp(0.5 * logScale2);
/** Of a location and a log squared scale, what they should be, with one of the two left out. */
const scaledBy = (it: Expert, change: (response: ResponseScale) => ResponseScale): Expert => ({
  ...it,
  predictorScale: (response) => it.predictorScale(change(response)),
});

/** The term of a binomial expert with the second derivative of a single trial. */
const curvedAsOne =
  (it: Expert): Expert["evaluate"] =>
  (eta, y, m, order, into, companion) => {
    it.evaluate(eta, y, m, order, into, companion);
    const p = (t: number) => 1 / (1 + Math.exp(-eta[0][t]));
    if (order > 1) for (let t = 0; t < m; t++) into.second[0][0][t] = -p(t) * (1 - p(t));
  };

/** Lies of experts. */
export const expertMutants: readonly Mutant<Expert>[] = [
  ...of(
    "binomial",
    ["has a derivative 1e-4 too large", (it) => factor(it, 1.0001, ({ first }) => first[0])],
    ["has the curvature of one trial", (it) => ({ ...it, evaluate: curvedAsOne(it) })],
    [
      "looks away from its companion in its term",
      (it) => ({ ...it, evaluate: (eta, y, m, order, into) => it.evaluate(eta, y, m, order, into) }),
    ],
    ["draws without its companion", (it) => ({ ...it, draws: (eta, random) => it.draws(eta, random) })],
    ["states a mean without its companion", (it) => ({ ...it, mean: (eta) => it.mean?.(eta) as number })],
    [
      "has the support of one trial more",
      (it) => ({ ...it, support: (eta, N) => it.support(eta, N && N + 1) }),
    ],
    [
      "takes more successes than there are trials",
      (it) => ({
        ...it,
        checkResponse: (y, N) =>
          it.checkResponse(
            y,
            N?.map((value) => value + 1),
          ),
      }),
    ],
  ),
  ...of(
    "pointMass",
    ["is beside its option", (it) => ({ ...it, pointAt: 1 })],
    [
      "has a probability of a half",
      (it) => term(it, ({ value }, { m }) => void value.fill(Math.log(0.5), 0, m)),
    ],
    ["draws beside its point", (it) => drawn(it, (y) => y + 1)],
    ["states a mean beside its point", (it) => ({ ...it, mean: () => 1 })],
    ["takes any response", (it) => ({ ...it, checkResponse: () => {} })],
    ["has a support beside its point", (it) => ({ ...it, support: () => ({ on: "values", points: [1] }) })],
    ["says nothing of its point to others", ({ pointAt: _, ...it }) => it],
  ),
  ...of(
    "studentT",
    ["has a derivative in the log scale 1e-4 too large", (it) => factor(it, 1.0001, ({ first }) => first[1])],
    ["has a mixed derivative of the other sign", (it) => factor(it, -1, ({ second }) => second[0][1])],
    [
      "draws without its scale",
      (it) => drawn(it, (y, [location, logScale2]) => location + (y - location) / scaleOf(logScale2)),
    ],
    [
      "draws with one degree of freedom more",
      (it) => ({
        ...it,
        draws: ([location, logScale2], random) => {
          const nu = it.options?.nu as number;
          const scale = scaleOf(logScale2[0]);
          return (t) => location[t] + scale * random.normal() * Math.sqrt(nu / drawChiSquare(nu + 1, random));
        },
      }),
    ],
    [
      "has a constant that is wrong in the third digit",
      (it) =>
        term(it, ({ value }, { m }) => {
          for (let t = 0; t < m; t++) value[t] += 0.001;
        }),
    ],
    [
      "has a support as narrow as a Gaussian one",
      (it) => ({
        ...it,
        support: ([location, logScale2]) => ({
          on: "line",
          points: bothSides(ladder, location, scaleOf(logScale2)),
        }),
      }),
    ],
    [
      "leaves its location where the response's centre was",
      (it) => scaledBy(it, ({ scale }) => ({ centre: 0, scale })),
    ],
    [
      "scales the scale where its square is meant",
      (it) => ({
        ...it,
        predictorScale: ({ centre, scale }) => [
          { shift: centre, scale },
          { shift: Math.log(scale), scale: 1 },
        ],
      }),
    ],
    ["says nothing of its degrees of freedom", silent],
    ["has a mean a tenth beside it", (it) => ({ ...it, ...(it.mean ? { mean: ([at]) => at + 0.1 } : {}) })],
    ["draws its mirror image", (it) => drawn(it, (y) => -y)],
    ["bounds the log scale like a coefficient", (it) => stated(it, 1, { bound: "coefficient" })],
    [
      "names one field for slopes and intercept",
      (it) => ({
        ...it,
        fields: { a: { ...it.fields.a, part: "intercept" }, b: it.fields.b, sigma2: it.fields.sigma2 },
      }),
    ],
    ["denies that its response has a unit", (it) => ({ ...it, equivariance: "none" })],
    [
      "has half the mixed derivative in degrees of freedom and scale",
      // Nothing where the degrees of freedom are given.
      (it) => factor(it, 0.5, ({ second }) => second[1][2] ?? new Float64Array()),
    ],
    [
      "takes for its upper tail what the lower one leaves",
      (it) => ({
        ...it,
        cumulative: (eta, y, tail) =>
          tail === "lower" ? it.cumulative(eta, y, tail) : 1 - it.cumulative(eta, y, "lower"),
      }),
    ],
    [
      "takes its squared scale for its variance",
      (it) => ({ ...it, ...(it.variance ? { variance: ([, logScale2]) => Math.exp(logScale2) } : {}) }),
    ],
    [
      "refuses negative responses",
      (it) => ({
        ...it,
        checkResponse: (y) => {
          const bad = y.findIndex((value) => value < 0);
          if (bad >= 0) throw new Error(`invalid y[${bad}]; negative: ${y[bad]}`);
        },
      }),
    ],
  ),
  ...of(
    "poisson",
    [
      "has a second derivative a thousandth too large",
      (it) => factor(it, 1.001, ({ second }) => second[0][0]),
    ],
    [
      "leaves the factorial out",
      (it) =>
        term(it, ({ value }, { y, m }) => {
          for (let t = 0; t < m; t++) value[t] += logGamma(Math.max(y[t], 0) + 1);
        }),
    ],
    ["draws one more", (it) => drawn(it, (y) => y + 1)],
    [
      "cuts its support short",
      (it) => ({
        ...it,
        support: ([logMean]) => {
          const mean = Math.exp(logMean);
          return { on: "integers", points: [0, Math.ceil(mean), Math.ceil(mean + 3 * Math.sqrt(mean)) + 1] };
        },
      }),
    ],
    [
      "is no number where the response is negative",
      (it) =>
        term(it, ({ value }, { y, m }) => {
          for (let t = 0; t < m; t++) if (y[t] < 0) value[t] = Number.NaN;
        }),
    ],
    ["accepts any response", (it) => ({ ...it, checkResponse: () => {} })],
    ["says that its response has a unit", (it) => ({ ...it, equivariance: "shiftAndScale" })],
    ["bounds its log mean as if it were a log variance", (it) => stated(it, 0, { bound: "logVariance" })],
    [
      "refuses a response without saying which",
      (it) => ({
        ...it,
        checkResponse: (y) => {
          if (!y.every((value) => Number.isInteger(value) && value >= 0))
            throw new Error("invalid y; not counts");
        },
      }),
    ],
    [
      "leaves y itself out of its distribution function",
      (it) => ({ ...it, cumulative: (eta, y, tail) => it.cumulative(eta, y - 1, tail) }),
    ],
    ["takes the logarithm of its mean for it", (it) => ({ ...it, mean: ([logMean]) => logMean })],
    [
      "stops growing in its derivative where the predictor exceeds 2",
      (it) =>
        term(it, ({ first }, { eta, y, m }) => {
          for (let t = 0; t < m; t++) if (eta[0][t] > 2) first[0][t] = y[t] - Math.exp(2);
        }),
    ],
    [
      "draws with the predictor of the block's first sample",
      (it) => ({
        ...it,
        draws: (eta, random) => {
          const draw = it.draws(eta, random);
          return () => draw(0);
        },
      }),
    ],
    [
      "scales its log mean with the response",
      (it) => ({
        ...it,
        predictorScale: ({ scale }) => [{ shift: Math.log(scale), scale: 1 }],
      }),
    ],
  ),
  ...of(
    "gamma",
    ["has a derivative in its shape of the other sign", (it) => factor(it, -1, ({ first }) => first[1])],
    ["has a mixed derivative a hundredth too large", (it) => factor(it, 1.01, ({ second }) => second[0][1])],
    ["draws the reciprocal of a response", (it) => drawn(it, (y, [logMean]) => Math.exp(2 * logMean) / y)],
    [
      "draws what its shape has too little of for a double as 0",
      (it) => drawn(it, (y) => (y < 1e-4 ? 0 : y)),
    ],
    ["accepts any response", (it) => ({ ...it, checkResponse: () => {} })],
    ["says that it follows a shift", (it) => ({ ...it, equivariance: "shiftAndScale" })],
    ["denies that its response has a unit", (it) => ({ ...it, equivariance: "none" })],
    ["leaves its mean where it was", (it) => scaledBy(it, () => ({ centre: 0, scale: 1 }))],
    ["bounds its shape like a coefficient", (it) => stated(it, 1, { bound: "coefficient" })],
    [
      "has a support without the end of the law",
      (it) => ({
        ...it,
        support: (eta) => {
          const { on, points } = it.support(eta);
          return { on, points: points.filter((point) => point > 0.2 * Math.exp(eta[0])) };
        },
      }),
    ],
    [
      "takes its coefficient of variation for its variance",
      (it) => ({ ...it, variance: ([, v]) => Math.exp(v) }),
    ],
    [
      "has the distribution function of the law of mean 1",
      (it) => ({ ...it, cumulative: ([, v], y, tail) => it.cumulative([0, v], y, tail) }),
    ],
  ),
  ...of(
    "gaussian",
    [
      "takes its standard deviation for its variance",
      (it) => ({ ...it, variance: ([, logVariance]) => Math.exp(0.5 * logVariance) }),
    ],
    ["draws its mirror image", (it) => drawn(it, (y) => -y)],
    ["names the kernel of another family", (it) => ({ ...it, kernel: "multinomialLogistic" })],
    [
      "divides by n - 1 in the closed form of its variance",
      (it) => ({
        ...it,
        maximise: (weights, y, bases, bounds) => {
          const best = it.maximise?.(weights, y, bases, bounds) ?? [];
          const more = Math.log(y.length / (y.length - 1));
          return best.map(([line, logVariance]) => [line, logVariance.map((v) => v + more)]);
        },
      }),
    ],
    [
      "leaves the constant out of the height of its maximum",
      (it) => ({
        ...it,
        leastSquaresHeight: (meanSquare, bounds) =>
          (it.leastSquaresHeight?.(meanSquare, bounds) ?? 0) + 0.5 * Math.log(2 * Math.PI),
      }),
    ],
  ),
  ...of(
    "multinomialLogistic",
    ["says nothing of its number of classes", silent],
    [
      "says one class more than it has",
      (it) => ({
        ...it,
        options: { classes: (it.options?.classes as number) + 1 },
      }),
    ],
    [
      "refuses its last class",
      (it) => ({
        ...it,
        checkResponse: (y) => {
          const bad = y.findIndex((value) => value >= it.predictors.length);
          if (bad >= 0) throw new Error(`invalid y[${bad}]; too large a class: ${y[bad]}`);
          it.checkResponse(y);
        },
      }),
    ],
    [
      "gives the probability of a class for that of all up to it",
      (it) => ({
        ...it,
        cumulative: (eta, y, tail) =>
          tail === "lower" && y >= 2
            ? it.cumulative(eta, y, tail) - it.cumulative(eta, y - 1, tail)
            : it.cumulative(eta, y, tail),
      }),
    ],
    ["draws its classes the other way round", (it) => drawn(it, (y) => it.predictors.length + 1 - y)],
  ),
];
