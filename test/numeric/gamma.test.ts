import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { logGamma, logGammaHalfStep, stirlingError } from "../../src/numeric/gamma.js";
import { chiSquareTail } from "../../src/numeric/incompleteGamma.js";
import { normalCdf } from "../../src/numeric/normalCdf.js";
import { logPoisson } from "../../src/numeric/poisson.js";

// All reference values, but those of the chi-square law: mpmath with 60 digits, rounded to doubles.
const logGammas: readonly (readonly [x: number, value: number])[] = [
  [1e-300, 690.7755278982137],
  [3e-6, 12.716896537656572],
  [0.04, 3.1970781737673057],
  [0.3, 1.0957979948180756],
  [0.5, 0.5723649429247001],
  [0.75, 0.20328095143129538],
  [0.999999, 5.772164873855652e-7],
  [0.999999999999, 5.772028958989666e-13],
  [1, 0],
  [1.000000001, -5.772157118381039e-10],
  [1.1678232793731664, -0.07540929553062593],
  [1.5, -0.12078223763524522],
  [1.9999, -4.227520877215346e-5],
  [2, 0],
  [2.0000000001, 4.2278437011204657e-11],
  [2.5, 0.2846828704729192],
  [3.7, 1.428072326665388],
  [9.99, 12.779315214350193],
  [10, 12.801827480081469],
  [55.5, 166.32150615984037],
  [1234.5, 7550.550901077895],
  [1e7, 151180949.3694739],
  [1e20, 4.505170185988091e21],
  [1e155, 3.559006894140771e157],
  [1e300, 6.897755278982137e302],
];

const halfSteps: readonly (readonly [x: number, value: number])[] = [
  [1e-3, -6.336774987884822],
  [0.4, -0.7303015779670408],
  [2.5, 0.40846431008702616],
  [9.9, 1.133646467400399],
  [10, 1.1387977393222941],
  [77.3, 2.172229912746255],
  [1e4, 4.605157685988097],
  [1e9, 10.361632918348205],
  [1e15, 17.269388197455342],
];

/** Distance in units of the last place of the expected value. */
const ulps = (value: number, expected: number) =>
  Math.abs(value - expected) / (Math.abs(expected) * 2 ** -52 || 1);

describe("log Gamma", () => {
  it("is right to four units in the last place from 1e-300 to 1e300, also beside its zeros", () => {
    for (const [x, value] of logGammas) assert.ok(ulps(logGamma(x), value) <= 4, `${x}: ${logGamma(x)}`);
  });

  it("is infinite at 0 and at infinity, and NaN below", () => {
    assert.deepEqual([0, Infinity, -0.5, Number.NaN].map(logGamma), [
      Infinity,
      Infinity,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it("joins at the ends of its ways: log Gamma(x + 1) - log Gamma(x) = log x", () => {
    for (const x of [0.5, 1.5, 2.5, 9, 10].flatMap((at) => [at - 1e-9, at, at + 1e-9])) {
      const gap = logGamma(x + 1) - logGamma(x) - Math.log(x);
      // A few roundings of the larger value.
      assert.ok(Math.abs(gap) <= 8 * 2 ** -52 * (1 + Math.abs(logGamma(x + 1))), `${x}: ${gap}`);
    }
  });

  it("has Stirling's formula and its error as its parts", () => {
    // log Gamma(10) = log 362880.
    const stirling = 9.5 * Math.log(10) - 10 + 0.5 * Math.log(2 * Math.PI);
    assert.ok(Math.abs(stirlingError(10) - (Math.log(362880) - stirling)) <= 1e-14);
  });
});

it("log(Gamma(x + 1/2) / Gamma(x)) is right to 1e-14, where a difference would lose all", () => {
  for (const [x, value] of halfSteps)
    assert.ok(Math.abs(logGammaHalfStep(x) - value) <= 1e-14, `${x}: ${logGammaHalfStep(x)}`);
});

describe("the log probability of a count", () => {
  const cases: readonly (readonly [y: number, logMean: number, mean: number, value: number])[] = [
    [0, -30, 9.357622968840175e-14, -9.357622968840175e-14],
    [3, -30, 9.357622968840175e-14, -91.79175946922815],
    [0, 1, Math.E, -Math.E],
    [7, 1.5, 4.4816890703380645, -2.506850431403479],
    [255, 5.5, 244.69193226422038, -3.904033382621039],
    [256, 5.5, 244.69193226422038, -3.9492108271006012],
    [3581, 8, 2980.9579870417283, -61.714629495286744],
    [2000, 8, 2980.9579870417283, -187.48233755553505],
    [3269017, 15, 3269017.3724721107, -8.418938522946243],
    [10686474581524, 30, 10686474581524.463, -15.918938533204669],
    [10686484581524, 30, 10686474581524.463, -20.597748592932515],
    [10686441581524, 30, 10686474581524.463, -66.87124793114711],
  ];
  it("is right to 1e-12, whatever the mean", () => {
    for (const [y, logMean, mean, value] of cases)
      assert.ok(
        Math.abs(logPoisson(y, logMean, mean) - value) <= 1e-12,
        `${y}: ${logPoisson(y, logMean, mean)}`,
      );
  });

  it("is no NaN where the mean is not a number of its size any more", () => {
    assert.equal(logPoisson(300, 800, Infinity), -Infinity);
    assert.ok(logPoisson(300, -800, 0) < -2e5);
  });
});

describe("the upper tail of the chi-square law", () => {
  const points = [1e-8, 0.01, 0.3, 1, 2, 3.999, 4, 4.001, 5.999, 6, 6.001, 17, 80, 300];
  /** Rounding of an exponent of up to 150, in units of the value; near 1 in units of 1. */
  const close = (value: number, expected: number) =>
    Math.abs(value - expected) <= 1e-12 * Math.max(expected, 1e-2);

  it("is what it is in closed form: nu = 1, 2, 4 and 6", () => {
    const closed: Readonly<Record<number, (x: number) => number>> = {
      1: (x) => 2 * normalCdf(-Math.sqrt(x)),
      2: (x) => Math.exp(-x / 2),
      4: (x) => Math.exp(-x / 2) * (1 + x / 2),
      6: (x) => Math.exp(-x / 2) * (1 + x / 2 + x ** 2 / 8),
    };
    for (const [nu, tail] of Object.entries(closed))
      for (const x of points)
        assert.ok(
          close(chiSquareTail(x, Number(nu)), tail(x)),
          `${nu}, ${x}: ${chiSquareTail(x, Number(nu))}`,
        );
  });

  it("grows with two degrees more by the density there, on either side of where its ways join", () => {
    // Q(a + 1, z) = Q(a, z) + z^a exp(-z) / Gamma(a + 1), with a = nu / 2 and z = x / 2.
    for (const nu of [0.3, 1, 7.4, 9, 16.4, 62.4])
      for (const x of [...points, nu + 2 - 1e-9, nu + 2, nu + 2 + 1e-9]) {
        const [a, z] = [nu / 2, x / 2];
        const step = Math.exp(a * Math.log(z) - z - logGamma(a + 1));
        const [more, less] = [chiSquareTail(x, nu + 2), chiSquareTail(x, nu)];
        assert.ok(Math.abs(more - less - step) <= 1e-12, `${nu}, ${x}: ${more - less}, not ${step}`);
      }
  });

  it("is what R's pchisq gives, far out to the last digits but some", () => {
    const cases: readonly (readonly [x: number, nu: number, tail: number])[] = [
      [0.01, 0.5, 0.70691910527898039],
      [2.5, 0.5, 0.047246701143909262],
      [200, 0.5, 3.2207510388544155e-46],
      [200, 1, 2.0884875837625449e-45],
      [0.5, 7.4, 0.9996845692225883],
      [7.4, 7.4, 0.43082706475280469],
      [9.4, 7.4, 0.25783414102234836],
      [19.8, 7.4, 0.0077621797667226733],
      [60, 7.4, 2.3916053483180671e-10],
      [200, 9, 3.3129923939095528e-38],
      [16.4, 16.4, 0.45353834257960246],
      [37.8, 16.4, 0.0019672933554052748],
      [60, 30.2, 0.00099519666670143414],
      [200, 30.2, 6.0124012708922241e-27],
      [60, 62.4, 0.56266828227432542],
      [64.4, 62.4, 0.40643882550847593],
      [200, 62.4, 2.5310869962111043e-16],
    ];
    for (const [x, nu, tail] of cases)
      assert.ok(Math.abs(chiSquareTail(x, nu) / tail - 1) <= 1e-12, `${nu}, ${x}: ${chiSquareTail(x, nu)}`);
  });

  it("is 1 up to 0 and falls to 0", () => {
    assert.deepEqual(
      [-1, 0].map((x) => chiSquareTail(x, 3)),
      [1, 1],
    );
    assert.ok(chiSquareTail(1e4, 3) < 1e-300 && chiSquareTail(1e6, 3) === 0);
  });
});
