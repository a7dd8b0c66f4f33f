import { readFileSync } from "node:fs";
import { type Table, tableOf } from "moestat";

/** A table from a file with commas between cells and names in the first line; cells that are no numbers make a column of categories. */
export function readTable(file: string): Table {
  const [names, ...rows] = readFileSync(file, "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const columns = names.map((name, j): [string, (number | string)[]] => {
    const cells = rows.map((row) => row[j]);
    return [name, cells.every((cell) => Number.isFinite(Number(cell))) ? cells.map(Number) : cells];
  });
  return tableOf(Object.fromEntries(columns));
}
