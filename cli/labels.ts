import { NUMBER, type Reader } from "./csv.js";

/** More different labels than this are not taken for classes. */
const mostLabels = 100;

/** How many different labels there must be, where an option (`flag`) says so; else as many as there are. */
export interface LabelCount {
  readonly flag: string;
  readonly count?: number;
}

/** A reader of labels: each cell becomes the index of its text among the `labels` met so far. */
export function labelReader(place: string): { readonly read: Reader; readonly labels: () => string[] } {
  const indices = new Map<string, number>();
  const read: Reader = (cell, where) => {
    const text = cell.trim();
    if (text === "") throw new Error(`invalid ${where()}; empty`);
    const known = indices.get(text);
    if (known !== undefined) return known;
    indices.set(text, indices.size);
    if (indices.size > mostLabels) throw tooMany(place, [...indices.keys()]);
    return indices.size - 1;
  };
  return { read, labels: () => [...indices.keys()] };
}

function tooMany(place: string, labels: readonly string[]): Error {
  const hint = areNumbers(labels)
    ? "they look like numbers; did you mean --expert gaussian?"
    : `as ${labels.slice(0, 3).join(", ")}`;
  return new Error(`invalid ${place}; more than ${mostLabels} different labels: ${hint}`);
}

const areNumbers = (texts: readonly string[]): boolean => texts.every((text) => NUMBER.test(text));

// In UTF-8 the order of bytes is the order of code points.
const byCodePoint = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * The classes 1..R of the labels that a column holds. Numbers are sorted as numbers, text by code point. With a given R
 * the integers 1..R are their own classes, whether all of them occur or not; else there must be R labels.
 */
export function classesOf(
  place: string,
  found: readonly string[],
  wanted: LabelCount,
): { readonly labels: string[]; readonly classOf: number[] } {
  const numeric = areNumbers(found);
  const texts = numeric ? found.map((text) => String(Number(text))) : found;
  const distinct = [...new Set(texts)].sort(numeric ? (a, b) => Number(a) - Number(b) : byCodePoint);
  if (distinct.length === 1) throw new Error(`invalid ${place}; only one label: ${distinct[0]}`);
  const labels = labelsOf(place, distinct, wanted);
  return { labels, classOf: texts.map((text) => labels.indexOf(text) + 1) };
}

function labelsOf(place: string, distinct: string[], { flag, count }: LabelCount): string[] {
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
