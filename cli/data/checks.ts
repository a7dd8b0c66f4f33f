import { parseFormula } from "../../src/formula/parseFormula.js";
import { linearDependence } from "../../src/numeric/linearDependence.js";
import { columnOf } from "../../src/table/columns.js";
import type { TableFile } from "../table/read.js";
import type { Data } from "./types.js";

/** Throws where a factor has one level, or another one in each row. */
export function checkFactors({ file, table }: TableFile, names: readonly string[]): void {
  for (const name of names) {
    const column = columnOf(table, name);
    if (column.kind === "numeric") continue;
    const { levels } = column;
    if (levels.length === 1) throw new Error(`invalid column "${name}" of ${file}; constant: ${levels[0]}`);
    if (levels.length === table.n && table.n > 2)
      throw new Error(
        `invalid column "${name}" of ${file}; another category in each row, as ${levels.slice(0, 3).join(", ")} (--exclude leaves a column out)`,
      );
  }
}

/** Throws where an input is constant beside an intercept, or repeats another one, and where a formula leaves out an intercept of the experts alone. */
export function checkInputs(data: Data): void {
  const { file, inputs, columns, intercept, sample } = data;
  const { n, x } = sample;
  if (n < 2) return;
  for (const part of ["experts", "gating"] as const)
    for (const [i, j] of columns[part].entries()) {
      const column = x[j];
      if (intercept[part] && column.every((value) => value === column[0]))
        throw new Error(`invalid input "${inputs[j]}" of ${file}; constant: ${column[0]}`);
      for (const other of columns[part].slice(0, i))
        if (column.every((value, t) => value === x[other][t]))
          throw new Error(`invalid inputs "${inputs[other]}" and "${inputs[j]}" of ${file}; equal`);
    }
  checkGate(data);
}

/** Throws where the terms of a formula without a bar suit the experts, who have no intercept, but not the gate, which has one. */
function checkGate({ formula, columns, intercept, sample: { x } }: Data): void {
  if (intercept.experts || parseFormula(formula).gate !== undefined) return;
  const isDependent = (part: "experts" | "gating"): boolean =>
    linearDependence(
      columns[part].map((j) => x[j]),
      intercept[part],
    ) !== undefined;
  if (isDependent("gating") && !isDependent("experts"))
    throw new Error(
      `invalid formula "${formula}"; the gate has its terms beside an intercept, where they are linearly dependent: give it others after a bar, or none as in "${formula} | 1"`,
    );
}
