import assert from "node:assert/strict";
import { test } from "node:test";
import { bfgs } from "../../bench/bfgs.js";
import { dataSet, gaussianModel, startNear } from "../../bench/cases.js";
import { counting } from "../../bench/counting.js";
import { exponent, median } from "../../bench/measure.js";
import { sectionText } from "../../bench/report.js";
import { fit } from "../../src/index.js";

test("a section is a Markdown table with aligned columns; missing values are dashes", () => {
  const text = sectionText({
    title: "Passes",
    describes: "Some.",
    rows: [
      { what: "a", n: 100_000, ms: 12.3456 },
      { what: "long", n: 10, ms: null },
    ],
    notes: ["A note."],
  });
  const lines = [
    "## Passes\n\nSome.\n",
    "| what |      n |   ms |",
    "|------|-------:|-----:|",
    "| a    | 100000 | 12.3 |",
    "| long |     10 |    — |",
    "\nA note.",
  ];
  assert.equal(text, lines.join("\n"));
});

test("the exponent of a power is found; one point has none", () => {
  const points = [10, 100, 1000].map((x) => ({ x, y: 3 * x ** 1.5 }));
  assert.ok(Math.abs(exponent(points) - 1.5) < 1e-12);
  assert.ok(Number.isNaN(exponent(points.slice(0, 1))));
  assert.equal(median([3, 1, 2, 10]), 2.5);
});

test("BFGS finds the maximum of a function with a curved ridge", () => {
  // Minus Rosenbrock's function: its maximum is 0 at (1, 1).
  const evaluate = (x: Float64Array, gradient: Float64Array) => {
    const off = x[1] - x[0] ** 2;
    gradient[0] = 400 * x[0] * off + 2 * (1 - x[0]);
    gradient[1] = -200 * off;
    return -100 * off ** 2 - (1 - x[0]) ** 2;
  };
  const start = Float64Array.of(-1.2, 1);
  const { reached, evaluations } = bfgs(evaluate, start, { target: -1e-12, maxEvaluations: 200 });
  assert.ok(reached, `${evaluations} evaluations`);
  const short = bfgs(evaluate, start, { target: -1e-12, maxEvaluations: 5 });
  assert.deepEqual([short.reached, short.evaluations], [false, 5]);
});

test("counting passes leaves the fit as it is", () => {
  const [data, start] = [dataSet(200, 0), startNear(2, 200, 0)];
  const { model, passes } = counting(gaussianModel(2), 200);
  assert.deepEqual(fit(model, data, { start }).params, fit(gaussianModel(2), data, { start }).params);
  assert.ok(passes[2] >= 1 && passes.every(Number.isFinite));
});
