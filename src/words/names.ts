import { MoestatError } from "../error.js";
import { shown } from "../numeric/shown.js";
import { suggestion } from "./suggestion.js";

/** The options of a function that takes none. */
export type NoOptions = Readonly<Record<string, never>>;

/**
 * Throws unless `given` is a record of which `taker` knows each name:
 * `unknown option "seeed" of fit; known: method, seed, starts; did you mean "seed"?`.
 */
export function checkNames(taker: string, given: unknown, known: readonly string[]): void {
  if (typeof given !== "object" || given === null || Array.isArray(given) || ArrayBuffer.isView(given))
    throw new MoestatError(`invalid options of ${taker}; not an object: ${shown(given)}`);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const list = known.length === 0 ? "it has none" : `known: ${known.join(", ")}`;
  throw new MoestatError(
    `unknown option ${shown(unknown)} of ${taker}; ${list}${suggestion(unknown, known)}`,
  );
}

/** So many names are told one by one. */
const few = 4;

/**
 * The same of many names, which no line holds: with the nearest one, else those that begin like the given one or have it as a part, else
 * what all of them begin with: `unknown loss "voronio"; known begin with d1, d2, topk, error`. Hyphens, points and brackets end a part.
 */
export function unknownAmong(kind: string, given: string, known: readonly string[]): MoestatError {
  if (known.length <= few) return unknownName(kind, given, known);
  const hint = suggestion(given, known);
  const alike = known.filter((name) => {
    const parts = partsOf(name);
    return parts[0] === partsOf(given)[0] || parts.includes(given);
  });
  const list =
    alike.length > 0
      ? `known: ${alike.join(", ")}`
      : `known begin with ${[...new Set(known.map((name) => partsOf(name)[0]))].join(", ")}`;
  return new MoestatError(`unknown ${kind} ${shown(given)}${hint === "" ? `; ${list}` : hint}`);
}

const partsOf = (name: string): string[] => name.split(/[-.(:]/);

/** The error `unknown loss "voronio"; known: d1, voronoi; did you mean "voronoi"?`. */
export function unknownName(kind: string, given: unknown, known: readonly string[]): MoestatError {
  const hint = typeof given === "string" ? suggestion(given, known) : "";
  return new MoestatError(`unknown ${kind} ${shown(given)}; known: ${known.join(", ")}${hint}`);
}
