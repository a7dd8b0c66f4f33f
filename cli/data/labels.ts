import { usedLevels } from "../../src/table/factor.js";
import type { Column } from "../../src/table/table.js";
import { suggestion } from "../../src/words/suggestion.js";
import { NUMBER } from "../table/numbers.js";

/** More different labels than this are not taken for classes. */
const mostLabels = 100;

/** How many different labels there must be, where an option (`flag`) says so; else as many as there are. */
export interface LabelCount {
  readonly flag: string;
  readonly count?: number;
}

/** A response of labels: the class 1..R of each row, and the labels of the classes. */
export interface Classes {
  readonly y: Float64Array;
  readonly labels: readonly string[];
}

/**
 * The classes 1..R of a column without missing cells. Numbers are sorted as numbers, categories by code point; a reference that was
 * chosen comes last, where the reference class of the experts is. With a given R the integers 1..R are their own classes, whether all of
 * them occur or not; else there must be R labels.
 */
export function classesOf(place: string, column: Column, wanted: LabelCount, reference?: string): Classes {
  const { labels: found, codes } = labelled(column);
  if (found.length > mostLabels) throw tooMany(place, found);
  if (found.length === 1) throw new Error(`invalid ${place}; only one label: ${found[0]}`);
  const all = labelsOf(place, found, wanted);
  if (reference !== undefined && !all.includes(reference))
    throw new Error(
      `unknown label "${reference}" of ${place}; known: ${all.join(", ")}${suggestion(reference, all)}`,
    );
  const labels = reference === undefined ? all : [...all.filter((label) => label !== reference), reference];
  const classOf = found.map((label) => labels.indexOf(label) + 1);
  return { labels, y: Float64Array.from(codes, (code) => classOf[code]) };
}

/** The labels of a column that occur, in their order. */
function labelled(column: Column): { readonly labels: readonly string[]; readonly codes: ArrayLike<number> } {
  if (column.kind === "factor") {
    const { levels, codes } = usedLevels(column);
    return areNumbers(levels)
      ? renumbered(Float64Array.from(codes, (code) => Number(levels[code])))
      : { labels: levels, codes };
  }
  return renumbered(column.values);
}

function renumbered(values: Float64Array) {
  const distinct = [...new Set(values)].sort((p, q) => p - q);
  const place = new Map(distinct.map((value, i) => [value, i]));
  return { labels: distinct.map(String), codes: Int32Array.from(values, (value) => place.get(value)!) };
}

function tooMany(place: string, labels: readonly string[]): Error {
  const hint = areNumbers(labels)
    ? "they look like numbers; did you mean --expert gaussian?"
    : `as ${labels.slice(0, 3).join(", ")}`;
  return new Error(`invalid ${place}; more than ${mostLabels} different labels: ${hint}`);
}

const areNumbers = (texts: readonly string[]): boolean => texts.every((text) => NUMBER.test(text));

function labelsOf(
  place: string,
  distinct: readonly string[],
  { flag, count }: LabelCount,
): readonly string[] {
  if (count === undefined) return distinct;
  const counted = distinct.every((text) => /^[1-9]\d*$/.test(text));
  const beyond = counted ? distinct.find((text) => Number(text) > count) : undefined;
  if (beyond !== undefined)
    throw new Error(`invalid ${place}; not a label from 1 to ${count} (${flag}): ${beyond}`);
  if (counted) return Array.from({ length: count }, (_, s) => String(s + 1));
  if (distinct.length === count) return distinct;
  const some = distinct.slice(0, 5).join(", ") + (distinct.length > 5 ? ", ..." : "");
  throw new Error(`invalid ${flag} ${count}; ${place} has ${distinct.length} labels: ${some}`);
}
