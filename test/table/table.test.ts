import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { columnOf, rowsOf, without } from "../../src/table/columns.js";
import { byCodePoint, factorOf, usedLevels, withReferences } from "../../src/table/factor.js";
import { missingCells } from "../../src/table/missing.js";
import { fewWholeValues, peculiarity } from "../../src/table/peculiarities.js";
import type { FactorColumn, NumericColumn } from "../../src/table/table.js";
import { tableOf } from "../../src/table/tableOf.js";
import { suggestion } from "../../src/words/suggestion.js";

const patients = tableOf({
  age: [50, Number.NaN, 61, null],
  sex: ["male", "female", undefined, "male"],
  smokes: [true, false, true, true],
});
const sex = columnOf(patients, "sex") as FactorColumn;
/** The texts of a factor, row by row. */
const textsOf = ({ levels, codes }: FactorColumn) => Array.from(codes, (code) => levels[code]);

describe("a table from columns", () => {
  it("has numbers and factors, the levels in order, what is missing marked", () => {
    assert.deepEqual(
      patients.columns.map(({ name, kind }) => [name, kind]),
      [
        ["age", "numeric"],
        ["sex", "factor"],
        ["smokes", "factor"],
      ],
    );
    assert.deepEqual(
      [...(columnOf(patients, "age") as NumericColumn).values],
      [50, Number.NaN, 61, Number.NaN],
    );
    assert.deepEqual(
      [sex.levels, [...sex.codes]],
      [
        ["female", "male"],
        [1, 0, -1, 1],
      ],
    );
    assert.deepEqual((columnOf(patients, "smokes") as FactorColumn).levels, ["FALSE", "TRUE"]);
  });

  it("refuses columns of unequal length, of two kinds, and what is infinite", () => {
    assert.throws(() => tableOf({ x: [1, 2], y: [1] }), {
      message: 'invalid column "y"; 2 cells expected: 1',
    });
    assert.throws(() => tableOf({ x: null as never }), {
      message: 'invalid column "x"; not a list of cells: null',
    });
    assert.throws(() => tableOf({ x: [1, "a"] }), { message: 'invalid column "x"; a number among texts: 1' });
    assert.throws(() => tableOf({ x: [Number.POSITIVE_INFINITY] }), {
      message: 'invalid column "x"; not finite: Infinity',
    });
  });

  it("knows its columns, and says which one may be meant", () => {
    const unknown = (name: string, says: string) =>
      assert.throws(() => columnOf(patients, name), { message: `unknown column "${name}"${says}` });
    unknown("smoks", '; did you mean "smokes"? Known: "age", "sex", "smokes"');
    unknown("AGE", '; did you mean "age"? Known: "age", "sex", "smokes"');
    unknown("weight", '; known: "age", "sex", "smokes"');
    assert.deepEqual(
      without(patients, ["sex"]).columns.map(({ name }) => name),
      ["age", "smokes"],
    );
    assert.throws(() => without(patients, ["id"]), /unknown column "id"/);
  });
});

describe("a suggestion", () => {
  it("comes within a letter or two, put in, left out, changed or exchanged", () => {
    for (const word of ["doses", "dsoe", "doze", "Dose"])
      assert.equal(suggestion(word, ["age", "dose"]), '; did you mean "dose"?');
    for (const word of ["x", "weight", ""]) assert.equal(suggestion(word, ["y", "dose"]), "");
  });
});

describe("missing cells", () => {
  it("are counted by column, and their rows left out", () => {
    const { complete, first, columns } = missingCells(patients, ["sex", "age"]);
    assert.deepEqual([...complete], [0]);
    assert.deepEqual(first, { row: 1, column: "age" });
    assert.deepEqual(columns, [
      { column: "age", cells: 2 },
      { column: "sex", cells: 1 },
    ]);
    assert.deepEqual(textsOf(columnOf(rowsOf(patients, complete), "sex") as FactorColumn), ["male"]);
  });

  it("of other columns do not matter", () => {
    assert.deepEqual(missingCells(patients, ["smokes"]), {
      complete: Int32Array.of(0, 1, 2, 3),
      columns: [],
    });
  });
});

describe("levels", () => {
  it("are sorted by code point, not by UTF-16 unit", () => {
    const texts = ["b", "a", "B", "Å", "\u{1f600}", "\uffee", "", "ab"];
    // In UTF-8 the order of bytes is that of code points.
    const byBytes = [...texts].sort((p, q) => Buffer.compare(Buffer.from(p), Buffer.from(q)));
    assert.deepEqual([...texts].sort(byCodePoint), byBytes);
  });

  it("may have another reference, with the same texts in the rows", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.integer({ min: -1, max: 4 })),
        fc.nat(),
        (texts, drawn, pick) => {
          const indices = drawn.map((index) => (index < texts.length ? index : -1));
          const factor = factorOf("f", texts, indices);
          assert.deepEqual(
            textsOf(factor),
            indices.map((index) => texts[index]),
          );
          const reference = texts[pick % texts.length];
          const table = withReferences({ n: indices.length, columns: [factor] }, { f: reference });
          const other = columnOf(table, "f") as FactorColumn;
          assert.equal(other.levels[0], reference);
          assert.deepEqual(textsOf(other), textsOf(factor));
          assert.deepEqual(textsOf(usedLevels(other)), textsOf(factor));
          assert.deepEqual(
            new Set(usedLevels(other).levels).size,
            new Set(textsOf(factor).filter(Boolean)).size,
          );
        },
      ),
    );
  });

  it("of a reference must be there", () => {
    const refused = (references: Record<string, string>, message: string) =>
      assert.throws(() => withReferences(patients, references), { message });
    refused({ sex: "mael" }, 'unknown level "mael" of "sex"; known: female, male; did you mean "male"?');
    refused({ age: "50" }, 'invalid reference of "age"; the column has numbers, not levels: 50');
    refused({ sx: "male" }, 'unknown column "sx"; did you mean "sex"? Known: "age", "sex", "smokes"');
  });
});

describe("a column looks like", () => {
  const looks = (cells: readonly (string | number | null)[]) => peculiarity(tableOf({ c: cells }).columns[0]);

  it("row numbers, dates, grouped numbers or names of the rows", () => {
    assert.equal(looks([1, 2, 3, 4]), "rowNumbers");
    assert.equal(looks([0, 1, 2, 3]), "rowNumbers");
    assert.equal(looks([1990, 1991, 1992, 1993]), undefined);
    for (const date of ["2024-02-20", "20.2.2024", "2/20/24", "2024-02-20 10:15", "2024-02-20T10:15:00Z"])
      assert.equal(looks([date, date, null]), "dates", date);
    assert.equal(looks(["1,234,567", "12,345", "1,001.5"]), "groupedNumbers");
    assert.equal(looks(["P1", "P2", "P3", null]), "distinct");
  });

  it("nothing of the kind", () => {
    for (const cells of [
      [1, 2],
      [1, 2, 4],
      [2, 1, 3],
      ["a", "b"],
      ["a", "b", "a", "c"],
      ["1-2", "3-4", "1-2"],
      [null],
    ])
      assert.equal(looks(cells), undefined, `${cells}`);
  });

  it("few whole values, or not", () => {
    const few = (values: number[], most = 10) =>
      fewWholeValues({ kind: "numeric", name: "y", values: Float64Array.from(values) }, most);
    assert.deepEqual(few([10, 0, 2, Number.NaN, 1, 0]), [0, 1, 2, 10]);
    assert.equal(few([1, 2, 2.5]), undefined);
    assert.equal(few([1, 2, 3], 2), undefined);
  });
});
