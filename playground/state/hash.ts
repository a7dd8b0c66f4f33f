import { examples } from "./examples.js";
import { normal } from "./limits.js";
import {
  type Atom,
  activationNames,
  atomFields,
  familyNames,
  type Gate,
  gateNames,
  rankNames,
  type State,
  transformNames,
} from "./state.js";

/** The state as it stands in the address bar: `gate=softmax&family=gaussian&n=500&...&atoms=0,6,2,1,0.5;0,0,-1.5,-1,0.4`. */
export function hashOf({ gate, family, atoms, reach, n, seed, fitted }: State): string {
  const words = {
    gate: gate.name,
    activation: gate.activation,
    transform: gate.transform,
    tau: gate.tau,
    top: gate.topK,
    rank: gate.rank,
    family,
    reach,
    n,
    seed,
    fitted,
    atoms: atoms.map((atom) => atomFields.map((field) => atom[field]).join(",")).join(";"),
  };
  return Object.entries(words)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/**
 * The state of a text from the address bar, with or without its `#`. What is missing or makes no sense is as in the first example, so that
 * any link opens.
 */
export function stateOf(hash: string): State {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const usual = examples[0].state;
  const number = (name: string, otherwise: number): number => {
    const text = words.get(name) ?? "";
    return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : otherwise;
  };
  const word = <Word extends string>(name: string, known: readonly Word[], otherwise: Word): Word =>
    known.find((one) => one === words.get(name)) ?? otherwise;
  const gate: Gate = {
    name: word("gate", gateNames, usual.gate.name),
    activation: word("activation", activationNames, usual.gate.activation),
    transform: word("transform", transformNames, usual.gate.transform),
    tau: number("tau", usual.gate.tau),
    topK: number("top", usual.gate.topK),
    rank: word("rank", rankNames, usual.gate.rank),
  };
  return normal({
    gate,
    family: word("family", familyNames, usual.family),
    atoms: atomsIn(words.get("atoms") ?? "") ?? usual.atoms,
    reach: number("reach", usual.reach),
    n: number("n", usual.n),
    seed: number("seed", usual.seed),
    fitted: number("fitted", usual.fitted),
  });
}

/** The experts of a list of five numbers each; undefined where it is none. */
function atomsIn(text: string): Atom[] | undefined {
  const rows = text.split(";").map((row) => row.split(","));
  const isList = rows.every(
    (row) =>
      row.length === atomFields.length &&
      row.every((cell) => cell.trim() !== "" && Number.isFinite(Number(cell))),
  );
  if (!isList) return undefined;
  return rows.map(
    (row) => Object.fromEntries(atomFields.map((field, u) => [field, Number(row[u])])) as unknown as Atom,
  );
}
