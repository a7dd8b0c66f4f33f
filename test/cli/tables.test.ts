import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { words } from "../../cli/options.js";
import { separatorIn } from "../../cli/table/dialect.js";
import { columnsNamed } from "../../cli/table/names.js";
import { type ReadOptions, readTable, type TableFile } from "../../cli/table/read.js";
import { columnRemarks } from "../../cli/table/remarks.js";
import { completeRows } from "../../cli/table/rows.js";
import { csvChunks } from "../../cli/table/write.js";
import type { Column } from "../../src/table/table.js";
import { tableOf } from "../../src/table/tableOf.js";
import { bench } from "./process.js";

const written = (name: string) =>
  fileURLToPath(new URL(`../../../test/data/tables/${name}`, import.meta.url));

/** A table from the content of a file. */
async function reading(t: TestContext, content: string | Uint8Array, options?: ReadOptions) {
  const { path } = bench(t);
  writeFileSync(path("data.csv"), content);
  const table = await readTable(path("data.csv"), options).catch((error: Error) => {
    throw new Error(error.message.replaceAll(path("data.csv"), "data.csv"));
  });
  return { ...table, file: "data.csv" };
}

/** Numbers, or the texts of categories; null where they are missing. */
const cellsOf = (column: Column): (number | string | null)[] =>
  column.kind === "numeric"
    ? Array.from(column.values, (value) => (Number.isNaN(value) ? null : value))
    : Array.from(column.codes, (code) => column.levels[code] ?? null);

const contentOf = ({ table }: TableFile) =>
  Object.fromEntries(table.columns.map((column) => [column.name, cellsOf(column)]));

/** What `test/r/tables.R` writes. */
const frame = {
  height: [1.5, null, 3, -0.25, 1234.5, 2e-7],
  sex: ["male", "female", null, "female", "male", "male"],
  "Blood pressure, sys": [120, 131, 118, null, 140, 125],
  smokes: ["TRUE", "FALSE", "FALSE", "TRUE", null, "TRUE"],
  town: ["Århus", 'say "hi"', "two words", "a;b", "a,b", "Zug"],
};
const rowNames = "the first column has no name: it is taken for row names and passed over";

describe("a table as R writes it is read", () => {
  const files: [name: string, remarks: string[], options?: ReadOptions][] = [
    ["write-csv.csv", [rowNames]],
    ["write-csv2.csv", ["read with semicolons between cells and decimal commas", rowNames]],
    ["write-table.txt", ["read with blanks between cells", rowNames]],
    ["tab.tsv", ["read with tabs between cells"]],
    ["latin1.csv", ["read with semicolons between cells and decimal commas"], { encoding: "latin1" }],
    ["utf16.csv", [], { encoding: "utf-16le" }],
  ];
  for (const [name, remarks, options] of files)
    it(name, async () => {
      const file = await readTable(written(name), options);
      assert.deepEqual(contentOf(file), frame);
      assert.deepEqual(file.remarks, remarks);
      assert.deepEqual(file.lines, [2, 3, 4, 5, 6, 7]);
    });

  it("with a single column beside the row names", async () => {
    for (const name of ["one-column.txt", "one-column-semicolon.txt"])
      assert.deepEqual(contentOf(await readTable(written(name))), { height: frame.height }, name);
  });
});

describe("a table is read", () => {
  const cases: [
    name: string,
    content: string | Uint8Array,
    columns: Record<string, unknown>,
    options?: ReadOptions,
  ][] = [
    ["with a byte order mark and Windows' line ends", "\ufeffx,y\r\n1,2\r\n", { x: [1], y: [2] }],
    [
      "in UTF-16 with its mark, as Excel writes Unicode text",
      Buffer.from("\ufeffx\ty\r\n1\tä\r\n", "utf16le"),
      { x: [1], y: ["ä"] },
    ],
    [
      "with Excel's own first line, and a separator at each end",
      "sep=;\r\nx;y;\r\n1,5;2;\r\n2;3;\r\n",
      { x: [1.5, 2], y: [2, 3] },
    ],
    ["with a separator at the ends of its rows alone", "x,y\n1,2,\n3,4,\n", { x: [1, 3], y: [2, 4] }],
    ["aligned by blanks", "x    y\n 1.5  2\n10    3 \n", { x: [1.5, 10], y: [2, 3] }],
    ["with decimal commas in quotes", 'x,y\n"1,25",2\n"2,345",3\n', { x: [1.25, 2.345], y: [2, 3] }],
    [
      "with a single column of numbers with commas",
      "y\n4,5\n2,25\n3\n",
      { y: [4.5, 2.25, 3] },
      { separator: ";" },
    ],
    ["with a single column of words", "town\nNew York\nRome\n", { town: ["New York", "Rome"] }],
    ["with quotes inside of cells", `x,y\n6'2",1\n5'1",2\n`, { x: [`6'2"`, `5'1"`], y: [1, 2] }],
    [
      "with numbers as they are written among words",
      "code,y\n007,1\n1.50,2\n12A,3\n",
      { code: ["007", "1.50", "12A"], y: [1, 2, 3] },
    ],
    [
      "with every sign of a missing cell",
      "x,y\n1,a\nNA,\n,NA\n.,b\nNaN,.\n",
      {
        x: [1, null, null, null, null],
        y: ["a", null, null, "b", null],
      },
    ],
    [
      "with points that are no decimals where one says so",
      "x;y\n1,5;1.2\n",
      { x: [1.5], y: ["1.2"] },
      { decimal: "," },
    ],
    ["with a lone column that counts", ",x\n5,1\n6,2\n", { x: [1, 2] }],
  ];
  for (const [name, content, columns, options] of cases)
    it(name, async (t) => assert.deepEqual(contentOf(await reading(t, content, options)), columns));

  it("with all its cells as they are written, where that is asked for", async (t) => {
    const file = await reading(t, "x,when\n1.50,2024-02-20\nNA,\n", { keepCells: true });
    assert.deepEqual(file.cells, {
      names: ["x", "when"],
      rows: [
        ["1.50", "2024-02-20"],
        ["NA", ""],
      ],
    });
  });
});

describe("a table is refused", () => {
  const cases: [name: string, content: string | Uint8Array, says: string, options?: ReadOptions][] = [
    ["where it is empty", "\n", "invalid data.csv; empty"],
    [
      "where it is not UTF-8",
      Buffer.from("\xc2ge,y\n1,2\n", "latin1"),
      "invalid data.csv; not UTF-8; many programs on Windows write what --encoding latin1 reads",
    ],
    [
      "where it is UTF-16 without a mark",
      Buffer.from("x,y\n1,2\n", "utf16le"),
      "invalid data.csv; it holds zero bytes: is it UTF-16? (--encoding utf-16le)",
    ],
    [
      "where a cell is infinite",
      "x,y\n1,2\n\n3,-Inf\n",
      'data.csv: invalid line 4, column "y"; not finite: "-Inf"',
    ],
    [
      "where points and commas are both decimal signs",
      "x;y\n1,5;2\n2;2.5\n",
      'invalid data.csv; both "1,5" (line 2, column "x") and "2.5" (line 3, column "y"): which is the decimal sign? (--decimal , or --decimal .)',
    ],
    [
      "where commas may stand between thousands",
      'x,y\n"1,234",2\n"2,345",3\n',
      'invalid data.csv; "1,234" (line 2, column "x") may be a decimal number or have a comma between thousands (--decimal , reads the former)',
    ],
    ["where a row is short", "x;y\n1;2\n3\n", "data.csv: invalid line 3; 1 cells, the first line has 2"],
  ];
  for (const [name, content, message, options] of cases)
    it(name, async (t) => assert.rejects(reading(t, content, options), { message }));
});

describe("the separator", () => {
  it("is the mark of the first line, outside of quotes, that divides all rows alike", () => {
    const cases: [string, string][] = [
      ["a,b\n1;5,2\n", ","],
      ["a;b\n1,5;2,5\n", ";"],
      ['"a, b";c\n1,5;2\n', ";"],
      ["a, b\tc\n1,5\t2\n", "\t"],
      ["visit date,x\n2024-01-01 10:00,5\n", ","],
      ["a;b\n", ";"],
      ["y\n1\n", ","],
    ];
    for (const [head, separator] of cases) assert.equal(separatorIn(head), separator, head);
  });
});

describe("rows with missing cells", () => {
  const missing = "id,x,y,unused\na,1,NA,\nb,,,\nc,3,4,\n";

  it("are left out and counted, with the column that lacks most; only used columns count", async (t) => {
    const { file, dropped, remarks } = completeRows(await reading(t, missing), ["x", "y"], "drop");
    assert.equal(dropped, 2);
    assert.deepEqual(remarks, ['2 of 3 rows left out for missing cells: column "y" lacks 2, the most']);
    assert.deepEqual([file.lines, contentOf(file).x, contentOf(file).id], [[4], [3], ["c"]]);
  });

  it("are an error where one wishes so, or where none are left", async (t) => {
    const file = await reading(t, missing);
    assert.throws(() => completeRows(file, ["x", "y"], "error"), {
      message: 'invalid line 2, column "y", of data.csv; missing (--missing drop leaves such rows out)',
    });
    assert.throws(() => completeRows(file, ["x", "unused"], "drop"), {
      message: 'invalid data.csv; each of its 3 rows has a missing cell: column "unused" lacks 3, the most',
    });
  });
});

describe("a column that is left out", () => {
  it("says nothing of the decimal sign, and is told from one that there is not", async (t) => {
    const text = 'name,x,y\n"1,234",1.5,2\n"2,345",2.5,3\n';
    const file = await reading(t, text, { exclude: ["name"] });
    assert.deepEqual(contentOf(file), { x: [1.5, 2.5], y: [2, 3] });
    assert.equal(file.decimal, ".");
    assert.throws(() => columnsNamed(["name"], file, "--inputs"), {
      message: 'invalid --inputs; "name" is left out by --exclude',
    });
    const infinite = await reading(t, "name,x\n1,2\n-Inf,3\n", { exclude: ["name"] });
    assert.deepEqual(contentOf(infinite), { x: [2, 3] });
  });
});

describe("a column of categories", () => {
  it("may have one that is called inf, in any row", async (t) => {
    for (const text of ["side,x\ninf,1\nsup,2\n", "side,x\nsup,1\ninf,2\n"]) {
      const { table } = await reading(t, text);
      assert.equal(table.columns[0].kind, "factor");
    }
  });
});

describe("a column that is not needed", () => {
  const needed = () => ["x"];

  it("says nothing of the decimal sign where one that is needed has one", async (t) => {
    const both = 'name,x\n"1,234",1.5\nInf,2.5\n';
    assert.equal((await reading(t, both, { needed })).decimal, ".");
    await assert.rejects(reading(t, both), { message: /line 3, column "name"; not finite: "Inf"/ });
    await assert.rejects(reading(t, both.replace("Inf", "2")), { message: /which is the decimal sign/ });
    await assert.rejects(reading(t, both.replace("2.5", "inf"), { needed }), {
      message: 'data.csv: invalid line 3, column "x"; not finite: "inf"',
    });
  });

  it("says it where none that is needed does, and asks nothing", async (t) => {
    const decimalOf = async (text: string) => (await reading(t, text, { needed })).decimal;
    assert.equal(await decimalOf("name;x\n1,5;1\n"), ",");
    assert.equal(await decimalOf('name,x\n"1,234",1\n'), ".");
    assert.equal(await decimalOf('name,x\n"1,5",1\n2.5,2\n'), ".");
    assert.equal(await decimalOf('name,x\n"1,5","1,234"\n'), ",");
  });
});

describe("columns that look like something else", () => {
  it("are told", async (t) => {
    const file = await reading(t, "id,visit date,grade\n1,2024-02-20,1\n2,2024-02-21,2a\n3,2024-02-20,1\n");
    const counted = await reading(t, "n,x\n0,2\n1,5\n2,3\n");
    const quoted = await reading(t, "patient's no,x\n0,2\n1,5\n2,3\n");
    assert.deepEqual(columnRemarks(quoted, ["patient's no"]), [
      `column "patient's no" looks like row numbers (--exclude '"patient'\\''s no"')`,
    ]);
    assert.deepEqual(columnRemarks(counted, ["n", "x"]), ['column "n" looks like row numbers (--exclude n)']);
    assert.deepEqual(columnRemarks(file, ["id", "visit date", "grade"]), [
      'column "id" looks like row numbers (--exclude id)',
      `column "visit date" looks like dates, which are read as categories: leave it out or turn it into numbers (--exclude '"visit date"')`,
      'column "grade" is read as categories, since 1 of its 3 cells is no number (line 3: "2a"; --na names words for missing cells)',
    ]);
  });

  it("count the numbers after a text, also where a column begins with one", async (t) => {
    const { mixed, table } = await reading(t, "x,y\n-,1\n2,low\n3,\n-,4\n5,5\n");
    assert.deepEqual(mixed.get("x"), { numbers: 3, texts: 2, text: { line: 2, text: "-" } });
    assert.deepEqual(mixed.get("y"), { numbers: 3, texts: 1, text: { line: 3, text: "low" } });
    assert.equal(table.columns[0].kind, "factor");
  });

  it("are numbers, once the words for missing cells are named", async (t) => {
    const { mixed, table } = await reading(t, "x,y\n-,1\n2,low\n3,\n-,4\n5,5\n", { na: ["-", "low"] });
    assert.equal(mixed.size, 0);
    assert.deepEqual(table.columns.map(cellsOf), [
      [null, 2, 3, null, 5],
      [1, null, null, 4, 5],
    ]);
  });
});

describe("a table is written", () => {
  it("so that it reads back, in each dialect", async (t) => {
    const cells = [...frame.town, "", " edge", "line\nend", "1,5"];
    const table = tableOf({ x: cells.map((_, i) => i / 4), town: cells });
    const columns = [cells.map((_, i) => (i === 2 ? Number.NaN : i / 4)), cells];
    for (const separator of [",", ";", "\t", " "] as const)
      for (const decimal of [".", ","] as const) {
        const text = [...csvChunks({ names: ["x", "town"], columns, separator, decimal })].join("");
        const { cells: back, table: again } = await reading(t, text, { separator, decimal, keepCells: true });
        assert.deepEqual(
          back!.rows.map(([, town]) => town),
          cells,
        );
        assert.deepEqual(cellsOf(again.columns[0]), [0, 0.25, null, ...cellsOf(table.columns[0]).slice(3)]);
      }
  });
});

describe("a list of names", () => {
  it("has quotes around a name with a comma", () => {
    assert.deepEqual(words("--inputs")('"Blood pressure, sys", dose,"a ""b"""'), [
      "Blood pressure, sys",
      "dose",
      'a "b"',
    ]);
    assert.throws(() => words("--inputs")("a,,b"), {
      message: 'invalid --inputs; an entry is empty: "a,,b"',
    });
  });
});
