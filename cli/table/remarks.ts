import { shellWord } from "../../experiments/shell-word.js";
import { columnOf } from "../../src/table/columns.js";
import { type Peculiarity, peculiarity } from "../../src/table/peculiarities.js";
import { count } from "../terminal.js";
import type { TableFile } from "./read.js";

const looks: Readonly<Record<Peculiarity, string>> = {
  rowNumbers: "looks like row numbers",
  dates: "looks like dates, which are read as categories: leave it out or turn it into numbers",
  groupedNumbers: "looks like numbers with separators between thousands, which are read as categories",
  distinct: "has another category in each row",
};

/** What is to be said of columns that are inputs, a sentence each: those that look like something else, and categories among which are numbers. */
export function columnRemarks({ table, mixed }: TableFile, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const column = columnOf(table, name);
    const kind = peculiarity(column);
    const found = mixed.get(name);
    return [
      ...(kind === undefined
        ? []
        : [`column "${name}" ${looks[kind]} (--exclude ${shellWord(quotedIn(name))})`]),
      ...(found === undefined
        ? []
        : [
            `column "${name}" is read as categories, since ${found.texts.toLocaleString("en")} of its ${count(found.numbers + found.texts, "cell")} ${found.texts === 1 ? "is no number" : "are no numbers"} (line ${found.text.line}: ${JSON.stringify(found.text.text)}; --na names words for missing cells)`,
          ]),
    ];
  });
}

/** A name as a list of names has it. */
const quotedIn = (name: string): string => (/[",\s]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);
