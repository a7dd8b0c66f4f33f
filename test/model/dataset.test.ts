import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MoestatError } from "../../src/error.js";
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
    "invalid x[0]; at least one input is needed, or null for x: 0",
  ],
  [
    "an input that is no number",
    [
      [1, Number.NaN],
      [1, 2],
    ],
    "invalid x[1]; not a finite number: NaN",
  ],
  [
    "an infinite response",
    [
      [1, 2],
      [Infinity, 2],
    ],
    "invalid y[0]; not a finite number: Infinity",
  ],
  ["an x that is a text", ["111" as never, [1, 2, 3]], 'invalid x; not an array: "111"'],
  ["a y that is missing", [[1, 2], undefined as never], "invalid y; not an array: undefined"],
  ["a missing response", [[1, 2], [1, null] as never], "invalid y[1]; not a number: null"],
  ["an empty text", [[1, 2], ["", 2] as never], 'invalid y[0]; not a number: ""'],
  ["a date", [[1, new Date(7)] as never, [1, 2]], "invalid x[1]; not a number: an object"],
  ["a missing input", [[[1], [null]] as never, [1, 2]], "invalid x[1][0]; not a number: null"],
  ["a missing first input", [[null, 1] as never, [1, 2]], "invalid x[0]; not a number: null"],
  ["a missing row", [[[1], null] as never, [1, 2]], "invalid x[1]; not a row of 1 inputs: null"],
  ["a number among rows", [[[1, 2], 3] as never, [1, 2]], "invalid x[1]; not a row of 2 inputs: 3"],
  ["a row among numbers", [[1, [2]] as never, [1, 2]], "invalid x[1]; not a number: [2]"],
  ["a hole", [new Array(2), [1, 2]], "invalid x[0]; not a number: undefined"],
  [
    "a whole number without end",
    [BigInt64Array.of(1n) as never, [1]],
    "invalid x[0]; not a number: a bigint",
  ],
];
for (const [what, [x, y], message] of refused)
  test(`${what} are refused`.replace(/^(an .*) are/, "$1 is"), () =>
    assert.throws(() => dataset(x, y), { message }),
  );

test("any JSON value in any place gives exactly the numbers or an error of bounded length that names the place", () => {
  const nested = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.double(),
      fc.jsonValue(),
      fc.constantFrom(undefined, new Date(0), 1n, Symbol("s"), () => 1, "\u2028\n", "7", [], [7], true),
      fc.array(tie("value"), { maxLength: 30 }),
    ),
  })).value;
  const place = fc.constantFrom("x", "y", "row", "input", "number");
  fc.assert(
    fc.property(place, fc.nat(2), nested, (where, t, value) => {
      const x: unknown[] =
        where === "number"
          ? [1, 2, 3]
          : [
              [1, 10],
              [2, 20],
              [3, 30],
            ];
      const y: unknown[] = [4, 5, 6];
      const names = { x: "x", y: `y[${t}]`, row: `x[${t}]`, input: `x[${t}][1]`, number: `x[${t}]` };
      if (where === "y") y[t] = value;
      if (where === "row" || where === "number") x[t] = value;
      if (where === "input") (x[t] as unknown[])[1] = value;
      const all = where === "x" ? value : x;
      try {
        const made = dataset(all as never, y as never);
        assert.deepEqual([...made.y], y);
        if (all === null) return assert.equal(made.d, 0);
        const list = all as (number | number[])[];
        const rows = list.map((row) => (typeof row === "number" ? [row] : row));
        assert.deepEqual(
          rows,
          list.map((_, at) => made.x.map((column) => column[at])),
        );
      } catch (error) {
        assert.ok(error instanceof MoestatError, `${error}`);
        // A row given for a first number, or a number for a first row, changes what the others should be.
        const named = t === 0 && (where === "row" || where === "number") ? "x[" : names[where as "x"];
        assert.ok(error.message.startsWith(`invalid ${named}`), `${error.message} for ${named}`);
        assert.match(error.message, /^[^\n\u2028]{10,130}$/);
      }
    }),
    { seed: 51, numRuns: 500 },
  );
});

test("columns that do not match what a sample says of itself are refused", () => {
  const good = dataset([1, 2], [3, 4]);
  checkSample(good);
  assert.throws(() => checkSample({ ...good, d: 2 }), { message: "invalid x; 2 columns expected: 1" });
  assert.throws(() => checkSample({ ...good, n: 3 }), { message: "invalid x[0]; 3 values expected: 2" });
  assert.throws(() => checkSample({ ...good, y: Float64Array.of(1) }), {
    message: "invalid y; 2 values expected: 1",
  });
  const column = [1, null];
  const refused: [unknown, string][] = [
    [null, "invalid sample; not a data set, as dataset(x, y) makes: null"],
    [{ ...good, x: undefined }, "invalid x; not a list of columns: undefined"],
    [{ ...good, x: [column] }, "invalid x[0]; not a Float64Array: [1,null]"],
    [{ ...good, y: column }, "invalid y; not a Float64Array: [1,null]"],
    [{ ...good, y: null }, "invalid y; not a Float64Array: null"],
    [{ ...good, n: "2" }, 'invalid x[0]; "2" values expected: 2'],
    [{ ...good, y: Float64Array.of(1, Number.NaN) }, "invalid y[1]; not a finite number: NaN"],
  ];
  for (const [sample, message] of refused) assert.throws(() => checkSample(sample as never), { message });
});
