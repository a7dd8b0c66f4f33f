import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pages, root } from "./pages.js";

/** The table of the run from which the pages take their slopes. */
const summary = readFileSync(join(root, "figures/rendered/summary.md"), "utf8");

const slope = /[−-]?\d+\.\d\d \[[−-]?\d+\.\d\d, [−-]?\d+\.\d\d\]/g;

const cellsOf = (line: string): string[] =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

/** Rows of the summary by their settings: a setting has one for each of its losses. */
const rows = summary
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map(cellsOf);

describe("the slopes of README and the pages", () => {
  it("are those of the run that they name", () => {
    const found = pages.flatMap(({ name, text }) =>
      (text.match(slope) ?? []).map((value) => ({ name, value })),
    );
    assert.ok(found.length > 20);
    const strange = found.filter(({ value }) => !summary.includes(value));
    assert.deepEqual(strange, []);
  });

  it("have in a table the verdict that the run gives them", () => {
    const told = pages.flatMap(({ name, text }) =>
      text
        .split("\n")
        .filter((line) => line.startsWith("| "))
        .map(cellsOf)
        .filter((cells) => /^(agrees|does not|undecided)/.test(cells.at(-1) ?? ""))
        .map((cells) => ({ name, setting: /^[\w-]+/.exec(cells[0])?.[0], cells })),
    );
    assert.ok(told.length > 10);
    for (const { name, setting, cells } of told) {
      const verdict = cells.at(-1)!;
      const own = rows.filter((row) => row[0] === setting && row.includes(cells.at(-2)!));
      assert.ok(own.length > 0, `${name}: no row of ${setting} has ${cells.at(-2)}`);
      assert.ok(
        own.some((row) => row.at(-1)!.startsWith(verdict)),
        `${name}: ${setting} ${verdict}; the run: ${own[0].at(-1)}`,
      );
    }
  });
});
