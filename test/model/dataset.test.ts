import assert from "node:assert/strict";
import { test } from "node:test";
import { dataset } from "../../src/index.js";
import { checkSample } from "../../src/model/dataset.js";

test("numbers become one column, rows become columns", () => {
  const plain = { n: 2, d: 1, x: [Float64Array.of(1, 2)], y: Float64Array.of(3, 4) };
  assert.deepEqual(dataset([1, 2], [3, 4]), plain);
  assert.deepEqual(dataset(Float64Array.of(1, 2), Float64Array.of(3, 4)), plain);
  assert.deepEqual(dataset([[1], [2]], [3, 4]), plain);
  const { d, x } = dataset(
    [
      [1, 10],
      [2, 20],
      [3, 30],
    ],
    [0, 0, 0],
  );
  assert.equal(d, 2);
  assert.deepEqual(x, [Float64Array.of(1, 2, 3), Float64Array.of(10, 20, 30)]);
});

test("a data set does not change when the arrays that it came from do", () => {
  const x = Float64Array.of(1, 2);
  const y = Float64Array.of(3, 4);
  const data = dataset(x, y);
  x[0] = y[0] = 99;
  assert.deepEqual([data.x[0][0], data.y[0]], [1, 3]);
});

const refused: [string, Parameters<typeof dataset>, string][] = [
  ["no observations", [[], []], "invalid y; at least one observation is needed: 0"],
  ["unequal lengths", [[1, 2], [1]], "invalid x; 1 rows expected, as many as y has: 2"],
  [
    "ragged rows",
    [
      [[1, 2], [3]],
      [1, 2],
    ],
    "invalid x[1]; 2 inputs expected: 1",
  ],
  [
    "rows without inputs",
    [
      [[], []],
      [1, 2],
    ],
    "invalid x[0]; at least one input is needed: 0",
  ],
  [
    "an input that is no number",
    [
      [1, Number.NaN],
      [1, 2],
    ],
    "invalid x[0]; value 1 is not a finite number: NaN",
  ],
  [
    "an infinite response",
    [
      [1, 2],
      [Infinity, 2],
    ],
    "invalid y; value 0 is not a finite number: Infinity",
  ],
];
for (const [what, [x, y], message] of refused)
  test(`${what} are refused`.replace(/^(an .*) are/, "$1 is"), () =>
    assert.throws(() => dataset(x, y), { message }),
  );

test("columns that do not match what a sample says of itself are refused", () => {
  const good = dataset([1, 2], [3, 4]);
  checkSample(good);
  assert.throws(() => checkSample({ ...good, d: 2 }), { message: "invalid x; 2 columns expected: 1" });
  assert.throws(() => checkSample({ ...good, n: 3 }), { message: "invalid x[0]; 3 values expected: 2" });
  assert.throws(() => checkSample({ ...good, y: Float64Array.of(1) }), {
    message: "invalid y; 2 values expected: 1",
  });
});
