import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { applyRecipe, designOf } from "../../src/formula/design.js";
import type { Part } from "../../src/formula/part.js";
import { tableOf } from "../../src/table/tableOf.js";

/** What R made of a formula: see test/r/model-matrix.R. */
interface MatrixOfR {
  readonly names: readonly string[];
  readonly columns: readonly (readonly number[])[];
  readonly offset?: readonly number[];
}
const { data, fresh, cases } = JSON.parse(
  readFileSync(new URL("../../../test/data/model-matrix.json", import.meta.url), "utf8"),
) as {
  readonly data: Record<string, readonly (number | string)[]>;
  readonly fresh: Record<string, readonly (number | string)[]>;
  readonly cases: readonly {
    readonly formula: string;
    readonly fit: MatrixOfR;
    readonly fresh: MatrixOfR;
  }[];
};

const table = tableOf(data);

// Both round each value a few times; beyond boundary knots values are in the thousands.
const near = (found: number, expected: number, what: string) =>
  assert.ok(
    Math.abs(found - expected) <= 1e-12 * Math.max(1, Math.abs(expected)),
    `${what}: ${found}, R: ${expected}`,
  );

function same({ names, columns, intercept, offset }: Part, ofR: MatrixOfR): void {
  assert.equal(intercept, ofR.names[0] === "(Intercept)");
  const from = intercept ? 1 : 0;
  assert.deepEqual(names, ofR.names.slice(from));
  ofR.columns.slice(from).forEach((values, j) => {
    values.forEach((value, t) => {
      near(columns[j][t], value, `${names[j]}[${t}]`);
    });
  });
  assert.equal(offset === undefined, ofR.offset === undefined);
  ofR.offset?.forEach((value, t) => {
    near(offset![t], value, `offset[${t}]`);
  });
}

describe("a design", () => {
  for (const { formula, fit, fresh: new_ } of cases)
    it(`of ${formula} has the names and values of R's model.matrix, also for new rows`, () => {
      const design = designOf(formula, table);
      same(design.experts, fit);
      const recipe = JSON.parse(JSON.stringify(design.recipe));
      same(applyRecipe(recipe, tableOf(fresh)).experts, new_);
    });
});
