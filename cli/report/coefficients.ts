import type { FieldSpec } from "../../src/family.js";
import type { AnyModel } from "../../src/model/model.js";
import { fieldsOn, firstSlope, type Slot } from "../../src/params/layout.js";
import { entryIn, isMixed } from "../../src/params/records.js";
import type { Data } from "../data/types.js";

/** One coefficient of a model in the words of a report, and where its value stands in a parameter record. */
export interface Coefficient {
  readonly part: Slot["part"];
  /** Where it stands in a parameter record. */
  readonly path: readonly (string | number)[];
  /** The class that it belongs to, where there are some. */
  readonly label: string | undefined;
  /** Counted from 1; undefined where all experts share it. */
  readonly expert: number | undefined;
  /** What it is a coefficient of: `gate`, `mean`, `variance`, `score setosa`. */
  readonly predictor: string;
  /** `(Intercept)`, a column or `tanh(dose)`; empty where there is no other. */
  readonly term: string;
  /** The field of the files. */
  readonly symbol: string;
  readonly link: FieldSpec["link"];
  /** Empty for an estimate; otherwise why the value is known. */
  readonly known: "" | "reference" | "given";
  /** Its place in theta; -1 where it is not estimated. */
  readonly position: number;
  /** Its entry of a record in the shape of the parameters of its part. */
  readonly entryOf: (record: Readonly<Record<string, unknown>> | readonly unknown[]) => number | null;
}

/** What a report names: the terms that each part of the model sees, and the labels of classes. */
export type Columns = Pick<Data, "terms" | "labels">;

/** All coefficients of a model: expert by expert, gate first, intercepts before slopes; those that the experts share come last. */
export function coefficientsOf(model: AnyModel, columns: Columns): Coefficient[] {
  const { layout, k } = model;
  const own = layout.slots.filter(({ predictor }) => !predictor.shared);
  const shared = layout.slots.filter(
    ({ predictor }, s) =>
      predictor.shared && layout.slots.findIndex((slot) => slot.predictor === predictor) === s,
  );
  const ofExpert = (i: number) => own.filter(({ atom }) => atom === i);
  return [...Array.from({ length: k }, (_, i) => ofExpert(i)), shared]
    .flat()
    .flatMap((slot) => ofSlot(slot, model, columns));
}

function ofSlot(slot: Slot, { k, families }: AnyModel, { terms, labels }: Columns): Coefficient[] {
  const { part, family, predictor, predictorIndex, offset, length } = slot;
  const inputs = terms[part];
  const transform = predictor.transform?.name;
  const first = firstSlope(predictor);
  const isConstant = predictor.basis === "constant" && predictor.columns === undefined;
  const isAlone = isConstant && (part === "experts" || predictor.shared === true);
  const fields = fieldsOn(family, predictorIndex);
  const intercepts = fields.filter(({ spec }) => spec.part === "intercept" && first === 1);
  const slopes = fields.filter(({ spec }) => spec.part === "slopes");
  return [...intercepts, ...slopes].flatMap((place) => {
    const { name, spec, entry } = place;
    const hasOwnRecord = part === "experts" && isMixed(families);
    const label = entry === undefined ? undefined : (labels?.[entry] ?? `${entry + 1}`);
    const path = [
      part,
      ...(hasOwnRecord ? [slot.atom, name] : [name, ...(predictor.shared ? [] : [slot.atom])]),
      ...(entry === undefined ? [] : [entry]),
    ];
    const coefficient = (term: string, at: number, j?: number): Coefficient => ({
      part,
      path: j === undefined ? path : [...path, j],
      label,
      expert: predictor.shared ? undefined : slot.atom + 1,
      predictor: predictorIn(slot, spec, label),
      term,
      symbol: name,
      link: spec.link,
      known: knownAs(slot, k),
      position: offset < 0 ? -1 : offset + at,
      entryOf: (record) => {
        const own = entryIn(record, slot, place);
        return (j === undefined ? own : (own as readonly unknown[])[j]) as number | null;
      },
    });
    if (spec.part === "intercept") return [coefficient(isAlone ? "" : "(Intercept)", 0)];
    return Array.from({ length: length - first }, (_, j) =>
      coefficient(transform === undefined ? inputs[j] : `${transform}(${inputs[j]})`, first + j, j),
    );
  });
}

/** The predictor in words: `logVariance` is the variance where the field is its exponential, and the log variance where it is not. */
function predictorIn({ part, predictor }: Slot, { link }: FieldSpec, label: string | undefined): string {
  if (label !== undefined) return `score ${label}`;
  if (part === "gating" && !predictor.shared) return "gate";
  const words = predictor.name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
  return (link === "identity" ? words : words.replace(/^log (reciprocal )?/, "")).replace(
    /(\w+)2$/,
    "squared $1",
  );
}

const knownAs = ({ predictor: { fixed, shared, pinned }, atom }: Slot, k: number): Coefficient["known"] => {
  if (fixed !== undefined) return shared ? "given" : "reference";
  return pinned && atom === k - 1 ? "reference" : "";
};

/** `gate of expert 1, dose`; with `onLogScale` the logarithm of what must be positive: `log variance of expert 2`. */
export function inWords({ predictor, expert, term, link }: Coefficient, onLogScale = false): string {
  const of = expert === undefined ? "" : ` of expert ${expert}`;
  return `${onLogScale && link !== "identity" ? "log " : ""}${predictor}${of}${term === "" ? "" : `, ${term}`}`;
}
