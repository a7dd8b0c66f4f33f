import { suggestion } from "../src/words/suggestion.js";
import { NUMBER } from "./table/numbers.js";

const INTEGER = /^\d+(e\d+)?$/i;

/** A parser of whole numbers from 1 to `most`: `1000`, `1e5`. The name appears in the error. */
export function integer(name: string, most = 1e8): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!INTEGER.test(text) || value < 1) throw new Error(`invalid ${name}; not a positive integer: ${text}`);
    if (value > most) throw new Error(`invalid ${name}; greater than ${most}: ${text}`);
    return value;
  };
}

/** A parser of probabilities between 0 and 1, both excluded: `0.95`. */
export function probability(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (NUMBER.test(text) && value > 0 && value < 1) return value;
    throw new Error(`invalid ${name}; not between 0 and 1: ${text}`);
  };
}

/** Comma-separated probabilities, each once: `0.1,0.5`. */
export const probabilities =
  (name: string) =>
  (text: string): number[] => [...new Set(words(name)(text).map(probability(name)))];

/** Comma-separated words: `d1,d2`. A word with a comma in it stands in double quotes: `"Blood pressure, sys",dose`. */
export function words(name: string): (text: string) => string[] {
  return (text) => {
    const list = [...text.matchAll(WORD)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain.trim(),
    );
    if (list.some((word) => word === "")) throw new Error(`invalid ${name}; an entry is empty: "${text}"`);
    return list;
  };
}

const WORD = /(?:^|,)(?:\s*"((?:[^"]|"")*)"\s*(?=,|$)|([^,]*))/g;

/** The same for an option that may be given several times. */
export function moreWords(name: string): (text: string, before?: readonly string[]) => string[] {
  const parse = words(name);
  return (text, before = []) => [...before, ...parse(text)];
}

/** Comma-separated positive integers, sorted and each once: `100,1000,1e4`. */
export function integers(name: string): (text: string) => number[] {
  const one = integer(name);
  return (text) => [...new Set(words(name)(text).map(one))].sort((a, b) => a - b);
}

/** Whole numbers one by one or as ranges, sorted and each once: `2`, `1:5`, `1,2,4`. */
export function counts(name: string, most: number): (text: string) => number[] {
  const one = integer(name, most);
  const range = (text: string): number[] => {
    const [from, to, more] = text.split(":").map(one);
    if (to === undefined) return [from];
    if (more !== undefined || to < from) throw new Error(`invalid ${name}; not a range as 1:5: ${text}`);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  };
  return (text) => [...new Set(words(name)(text).flatMap(range))].sort((p, q) => p - q);
}

/** One of a few words; the error lists them. */
export function oneOf<Word extends string>(name: string, known: readonly Word[]): (text: string) => Word {
  return (text) => {
    if ((known as readonly string[]).includes(text)) return text as Word;
    throw new Error(`unknown ${name} "${text}"; known: ${known.join(", ")}${suggestion(text, known)}`);
  };
}

/** Comma-separated words out of a few, each once. */
export function someOf<Word extends string>(name: string, known: readonly Word[]): (text: string) => Word[] {
  return (text) => [...new Set(words(name)(text).map(oneOf(name, known)))];
}

/** Inches in a unit of length. */
const units: Readonly<Record<string, number>> = { in: 1, cm: 1 / 2.54, mm: 1 / 25.4, pt: 1 / 72 };

/** A parser of lengths, in inches: `3.4in`, `85mm`. */
export function length(name: string): (text: string) => number {
  return (text) => {
    const [, number, unit = ""] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/.exec(text.trim()) ?? [];
    const value = Number(number) * (units[unit] ?? Number.NaN);
    if (value > 0) return value;
    throw new Error(`invalid ${name}; not a length in ${Object.keys(units).join(", ")}: ${text}`);
  };
}

/** A parser of sizes of type, in points: `8pt`, `8`. */
export function pointSize(name: string): (text: string) => number {
  return (text) => {
    const [, number] = /^(\d+(?:\.\d+)?)\s*(?:pt)?$/.exec(text.trim()) ?? [];
    if (number !== undefined) return Number(number);
    throw new Error(`invalid ${name}; not a size in points: ${text}`);
  };
}
