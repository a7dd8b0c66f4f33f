import { count } from "../terminal.js";
import { inWords } from "./coefficients.js";
import type { Naming } from "./naming.js";

type Direction = Readonly<Record<string, number>>;

/** The report shows at most this many directions, and parameters of each; `--json` has all. */
const most = { directions: 3, parameters: 4 } as const;

/** Entries of a direction below this share of its largest one are left out. */
const least = 0.01;

/** What the data say nothing of: single parameters, then directions that take in several, as the ratio in which they move. */
export function flatLines(directions: readonly Direction[], { named, together }: Naming): string[] {
  const reduced = reducedDirections(directions).map(entriesOf);
  const words = (name: string) => inWords(named(name), true);
  const single = reduced
    .flatMap((entries) => (entries.length === 1 ? [entries[0][0]] : []))
    .sort((p, q) => named(p).position - named(q).position);
  const several = reduced.filter((entries) => entries.length > 1);
  const shown = several.slice(0, most.directions).map((entries) => {
    const kept = entries.slice(0, most.parameters);
    const rest = entries.length > kept.length ? `, and ${entries.length - kept.length} more` : "";
    const ratio = kept.map(([, value]) => Number(value.toPrecision(2))).join(" : ");
    return `the data say nothing along ${kept.map(([name]) => words(name)).join(" : ")} = ${ratio}${rest} (standardised units)`;
  });
  const left = several.length - shown.length;
  return [
    ...(single.length > 0 ? [`the data say nothing of: ${together(single, true)}`] : []),
    ...shown,
    ...(left > 0 ? [`and along ${count(left, "other direction")}`] : []),
  ];
}

/** The entries of a direction that matter, the largest first and 1. */
function entriesOf(direction: Direction): [string, number][] {
  const entries = Object.entries(direction).sort(([, p], [, q]) => Math.abs(q) - Math.abs(p));
  const [[, largest]] = entries;
  return entries.flatMap(([name, value]): [string, number][] =>
    Math.abs(value / largest) < least ? [] : [[name, value / largest]],
  );
}

/**
 * Other directions that span the same, each with as few parameters as elimination leaves it (Gauss and Jordan): from an eigenvector
 * for each of two flat directions one cannot see that each of two parameters is free.
 */
function reducedDirections(directions: readonly Direction[]): Direction[] {
  const rows = directions.map((direction) => ({ ...direction }) as Record<string, number>);
  const names = [...new Set(directions.flatMap(Object.keys))];
  const pivots = new Set<string>();
  for (const row of rows) {
    const size = (name: string) => Math.abs(row[name] ?? 0);
    const pivot = names.reduce((best, name) => (size(name) > size(best) ? name : best));
    if (size(pivot) < least || pivots.has(pivot)) continue;
    pivots.add(pivot);
    for (const other of rows) {
      const factor = (other[pivot] ?? 0) / row[pivot];
      if (other === row || factor === 0) continue;
      for (const name of names) other[name] = (other[name] ?? 0) - factor * (row[name] ?? 0);
    }
  }
  return rows.filter((row) => names.some((name) => Math.abs(row[name] ?? 0) >= least));
}
