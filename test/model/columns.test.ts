import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Matrix, MatrixTransposeView } from "ml-matrix";
import { dataset } from "../../src/index.js";

const rows = [
  [1, 10],
  [2, 20],
  [3, 30],
];
const y = [0.5, 1.5, 2.5];
const known = dataset(rows, y);

describe("a data set from what is no list of rows", () => {
  it("is that of the rows, from a matrix", () => {
    assert.deepEqual(dataset(new Matrix(rows), y), known);
    assert.deepEqual(dataset(new Matrix(rows), Matrix.columnVector(y)), known);
    assert.deepEqual(dataset(new MatrixTransposeView(new Matrix(rows).transpose()), y), known);
    assert.deepEqual(dataset(Matrix.columnVector(y), y), dataset(y, y));
  });

  it("is that of the rows, from plain and typed columns, which are copied", () => {
    const first = Float64Array.of(1, 2, 3);
    const made = dataset({ columns: [first, [10, 20, 30]] }, y);
    assert.deepEqual(made, known);
    assert.deepEqual(dataset({ columns: [Int32Array.of(1, 2, 3), Float32Array.of(10, 20, 30)] }, y), known);
    first[0] = 7;
    assert.equal(made.x[0][0], 1);
  });

  it("says what is wrong", () => {
    const refused: readonly (readonly [call: () => unknown, message: string])[] = [
      [() => dataset(new Matrix(2, 2), y), "invalid x; 3 rows expected, as many as y has: 2"],
      [() => dataset(rows, new Matrix(3, 2)), "invalid y; a matrix of one column is needed: 2"],
      [() => dataset(new Matrix([[1], [Number.NaN], [3]]), y), "invalid x[1][0]; not a finite number: NaN"],
      [() => dataset(new Matrix(3, 0), y), "invalid x[0]; at least one input is needed, or null for x: 0"],
      [
        () => dataset({ columns: [] }, y),
        "invalid x.columns; at least one input is needed, or null for x: 0",
      ],
      [
        () => dataset({ columns: [[1, 2]] }, y),
        "invalid x.columns[0]; 3 values expected, as many as y has: 2",
      ],
      [
        () => dataset({ columns: [[1, 2, Number.POSITIVE_INFINITY]] }, y),
        "invalid x.columns[0][2]; not a finite number: Infinity",
      ],
      [() => dataset({ columns: [3 as never] }, y), "invalid x.columns[0]; not an array: 3"],
      [() => dataset({ x: rows } as never, y), "invalid x; not an array: an object"],
    ];
    for (const [call, message] of refused) assert.throws(call, { message });
  });
});
