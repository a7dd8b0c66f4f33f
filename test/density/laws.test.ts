import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hellinger, totalVariation } from "../../src/density/index.js";
import { fast, nodesOf } from "../../src/density/measure.js";
import { type Expert, termOf } from "../../src/family.js";
import { gaussian, modelOf, multinomialLogistic, poisson, studentT } from "../../src/index.js";
import { logGamma } from "../../src/numeric/gamma.js";
import type { Conditional, ExpertsParams } from "../../src/types.js";
import { expectation, missing } from "../conformance/law.js";
import { always } from "./mixtures.js";

/** A mixture of experts of one family at given predictors. */
function mixed(expert: Expert, parts: readonly { weight: number; eta: readonly number[] }[]): Conditional {
  const term = termOf(expert, 1);
  const density = (eta: readonly number[], y: number) => {
    const blocks = eta.map((value) => Float64Array.of(value));
    expert.evaluate(blocks, Float64Array.of(y), 1, 0, term);
    return Math.exp(term.value[0]);
  };
  return {
    logDensity: (y) => Math.log(parts.reduce((sum, { weight, eta }) => sum + weight * density(eta, y), 0)),
    supports: parts.map(({ eta }) => expert.support(eta)),
  };
}
const single = (expert: Expert, ...eta: readonly number[]) => mixed(expert, [{ weight: 1, eta }]);

const h = (f: Conditional, g: Conditional) => hellinger(always(f), always(g), [[0]]);
const v = (f: Conditional, g: Conditional) => totalVariation(always(f), always(g), [[0]]);
const near = (value: number, expected: number, tolerance = 1e-8) =>
  assert.ok(Math.abs(value - expected) <= tolerance, `${value}, not ${expected}`);

/** Both distances by the rule that experiments record them with. */
function quick(f: Conditional, g: Conditional) {
  const { y, weights } = nodesOf([f, g], fast);
  const sum = (F: (p: number, q: number) => number) =>
    y.reduce((s, at, j) => s + weights[j] * F(Math.exp(f.logDensity(at)), Math.exp(g.logDensity(at))), 0);
  return {
    h: Math.sqrt(sum((p, q) => (Math.sqrt(p) - Math.sqrt(q)) ** 2) / 2),
    v: sum((p, q) => Math.abs(p - q)) / 2,
    evaluations: y.length,
  };
}

describe("the exact rule", () => {
  it("gives two Poisson laws their closed form, from a mean of 0.01 to one of e^30", () => {
    const pairs = [0.01, 0.5, 3, 40, 1000, 1e5, 1e8, Math.exp(30)].flatMap((mean) =>
      [1e-3, 0.3, 2].map((step) => [mean, (Math.sqrt(mean) + step) ** 2]),
    );
    for (const [l1, l2] of pairs) {
      const expected = Math.sqrt(-Math.expm1(-((Math.sqrt(l1) - Math.sqrt(l2)) ** 2) / 2));
      near(h(single(poisson(), Math.log(l1)), single(poisson(), Math.log(l2))), expected);
    }
  });

  it("sums the difference of two Poisson laws up to where they cross", () => {
    // f > g up to y = (l2 - l1) / log(l2 / l1); then V is a difference of two distribution functions, which are sums.
    for (const [l1, l2] of [
      [0.3, 0.5],
      [12, 15],
      [400, 421],
      // Wide enough to be integrated between the counts beside the crossing.
      [2e6, 2.001e6],
      [4e6, 4.009e6],
    ]) {
      const [f, g] = [l1, l2].map((mean) => single(poisson(), Math.log(mean)));
      const last = Math.floor((l2 - l1) / Math.log(l2 / l1));
      let expected = 0;
      for (let y = Math.max(0, Math.floor(l1 - 12 * Math.sqrt(l1))); y <= last; y++)
        expected += Math.exp(f.logDensity(y)) - Math.exp(g.logDensity(y));
      near(v(f, g), expected);
    }
  });

  it("gives two t laws what a fine trapezoid rule gives, which converges fast for them", () => {
    for (const [nu, shift, logRatio] of [
      [0.5, 1, 0.4],
      [1, 0.2, 0],
      [3, 2, -1],
      [5, 0.1, 0.1],
      [40, 1, 1],
    ]) {
      const expert = studentT({ nu });
      const [f, g] = [single(expert, 0, 0), single(expert, shift, logRatio)];
      // y = sinh(s): the tails become exponential, and the trapezoid rule with step 1/200 is exact to rounding.
      let squares = 0;
      const reach = 45 / Math.min(nu, 1);
      for (let s = -reach; s <= reach; s += 0.005) {
        const y = Math.sinh(s);
        const gap = Math.exp(f.logDensity(y) / 2) - Math.exp(g.logDensity(y) / 2);
        squares += 0.005 * Math.cosh(s) * gap * gap;
      }
      near(h(f, g), Math.sqrt(squares / 2));
    }
  });

  it("gives t laws of equal scale their total variation: 2 F(shift / 2) - 1, by arctan for nu = 1", () => {
    for (const shift of [1e-4, 0.3, 2, 1e3])
      near(
        v(single(studentT({ nu: 1 }), 0, 0), single(studentT({ nu: 1 }), shift, 0)),
        (2 / Math.PI) * Math.atan(shift / 2),
      );
  });

  it("bears a half-line with a density that is infinite at its end: gamma laws of shape below 1", () => {
    const gamma = (shape: number): Conditional => ({
      logDensity: (y) => (shape - 1) * Math.log(y) - y - logGamma(shape),
      // A ladder of ratios: the mass below 1e-160 is 1e-160^shape / shape.
      supports: [
        {
          on: "line",
          points: [0, ...Array.from({ length: 161 }, (_, i) => 10 ** (i - 160)), 3, 7, 15, 30, 50],
        },
      ],
    });
    for (const [a, b] of [
      [0.1, 0.15],
      [0.5, 0.9],
      [0.7, 2],
    ]) {
      near(missing(gamma(a)), 0, 1e-12);
      near(
        expectation(gamma(b), (y) => y),
        b,
        1e-12,
      );
      const logAffinity = logGamma((a + b) / 2) - (logGamma(a) + logGamma(b)) / 2;
      near(h(gamma(a), gamma(b)), Math.sqrt(-Math.expm1(logAffinity)));
    }
  });

  it("knows a law with a mean of e^30 by some hundred numbers", () => {
    const law = single(poisson(), 30);
    near(missing(law), 0, 1e-12);
    assert.ok(quick(law, single(poisson(), 30 + 1e-7)).evaluations < 200);
  });
});

describe("the fast rule gives both distances to a few thousandths for", () => {
  // Shifts and scales as of fits of a few hundred observations, and a sharp and a broad expert together.
  const pair = (expert: Expert, move: readonly number[], ...parts: readonly (readonly number[])[]) => {
    const weights = parts.map((_, i) => (i + 1) / ((parts.length * (parts.length + 1)) / 2));
    const [f, g] = [0, 1].map((by) =>
      mixed(
        expert,
        parts.map((eta, i) => ({
          weight: weights[i],
          eta: eta.map((value, u) => value + (by * move[u]) / (1 + i)),
        })),
      ),
    );
    return [f, g] as const;
  };
  const small = [0.05, 0.1];
  const large = [0.6, -0.5];
  const onLine = [gaussian(), ...[0.5, 1, 2, 3, 5, 30, 1e6].map((nu) => studentT({ nu }))];
  const cases: [string, readonly [Conditional, Conditional]][] = [
    ...onLine.flatMap((expert): [string, readonly [Conditional, Conditional]][] => {
      const name = `${expert.name} ${Object.values(expert.options ?? {}).join()}`;
      return [
        [`${name}, near`, pair(expert, small, [0, 0])],
        [`${name}, far`, pair(expert, large, [0, 0])],
        [`${name}, two of one scale`, pair(expert, small, [0, 0], [3, 0.2])],
        [
          `${name}, sharp and broad`,
          pair(
            expert,
            small.map((s) => s / 50),
            [0.3, -8],
            [0, 0],
          ),
        ],
        [`${name}, far apart`, pair(expert, small, [-50, -2], [50, 1])],
      ];
    }),
    ...[-2, 0, 1.5, 3, 5, 8, 12, 30].map((e): [string, readonly [Conditional, Conditional]] => [
      `poisson e^${e}`,
      pair(poisson(), [0.2 * Math.exp(-e / 2)], [e]),
    ]),
    ["poisson, few and many", pair(poisson(), [0.1], [0], [5])],
    ["poisson, side by side", pair(poisson(), [0.01], [7], [7.1], [4])],
    ["multinomialLogistic", pair(multinomialLogistic({ classes: 3 }), [0.1, -0.1, 0], [1, 0, 0], [-1, 2, 0])],
  ];
  for (const [name, [f, g]] of cases)
    it(name, () => {
      const found = quick(f, g);
      const [exactH, exactV] = [h(f, g), v(f, g)];
      assert.ok(Math.abs(found.h / exactH - 1) <= 2e-3, `h: ${found.h}, not ${exactH}`);
      // A crossing somewhere between two nodes costs more; found: 6e-3 at most.
      assert.ok(Math.abs(found.v / exactV - 1) <= 7e-3, `V: ${found.v}, not ${exactV}`);
    });
});

it("laws on different kinds of numbers are not compared", () => {
  const laws = [
    single(gaussian(), 0, 0),
    single(poisson(), 0),
    single(multinomialLogistic({ classes: 2 }), 0, 0),
  ];
  assert.throws(() => h(laws[0], laws[1]), {
    message: "cannot compare densities; one is on the line, the other on the integers",
  });
  assert.throws(() => v(laws[1], laws[2]), {
    message: "cannot compare densities; one is on the integers, the other on the values 1, 2",
  });
  assert.throws(() => h(laws[2], single(multinomialLogistic({ classes: 3 }), 0, 0, 0)), {
    message: "cannot compare densities; one is on the values 1, 2, the other on the values 1, 2, 3",
  });
});

it("points that do not increase are refused", () => {
  const law: Conditional = { logDensity: () => 0, supports: [{ on: "line", points: [0, Number.NaN, 1] }] };
  assert.throws(() => h(law, law), { message: "invalid support; points[1] is not above points[0]: NaN, 0" });
});

describe("laws on different parts of the line, or of the whole numbers", () => {
  const of = (experts: ExpertsParams) => {
    const params = { gating: { name: "softmax", beta0: [0], beta1: [[0]] }, experts };
    return modelOf(params).conditional(params)([0]);
  };
  const normal = of({ name: "gaussian", a: [[0]], b: [1], sigma2: [0.5] });
  const gamma = (shape: number) => of({ name: "gamma", a: [[0]], b: [0], shape: [shape] });
  const counts = of({ name: "poisson", a: [[0]], b: [0] });
  const successes = (trials: number) => of({ name: "binomial", trials, a: [[0]], b: [0] });

  it("are as far apart as R's `integrate` says (dgamma and dnorm, in the square root of y)", () => {
    near(v(gamma(0.5), normal), 0.4568882, 1e-7);
    near(h(gamma(0.5), normal), 0.4429232, 1e-7);
    assert.ok(v(gamma(0.05), normal) < 1);
  });

  it("are as far apart as sums over all that both can give", () => {
    const binomial = (n: number, y: number) => {
      let product = 0.5 ** n;
      for (let i = 0; i < y; i++) product *= (n - i) / (i + 1);
      return y > n ? 0 : product;
    };
    const three = (y: number) => binomial(3, y);
    const poissonOf = (y: number) => Math.exp(-1 - logGamma(y + 1));
    const sum = (term: (y: number) => number) =>
      Array.from({ length: 60 }, (_, y) => term(y)).reduce((all, one) => all + one, 0);
    near(
      v(successes(5), successes(3)),
      sum((y) => Math.abs(binomial(5, y) - three(y)) / 2),
      1e-12,
    );
    near(
      v(counts, successes(3)),
      sum((y) => Math.abs(poissonOf(y) - three(y)) / 2),
      1e-10,
    );
    near(
      h(counts, successes(3)),
      Math.sqrt(sum((y) => (Math.sqrt(poissonOf(y)) - Math.sqrt(three(y))) ** 2 / 2)),
      1e-10,
    );
  });
});
