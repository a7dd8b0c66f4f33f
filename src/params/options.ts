import { MoestatError } from "../error.js";
import { shown } from "../numeric/shown.js";

/**
 * An option of a family, stated once, by the family. The command line makes a flag of it, records of parameters are
 * checked against it, and the conformance tests try the family with its examples.
 */
export interface OptionDeclaration {
  readonly kind: "integer" | "number" | "text" | "flag";
  /** A few words for `--help`. */
  readonly help: string;
  /** What stands for the value in `--help`: `R`; a flag has none. */
  readonly placeholder?: string;
  readonly examples: readonly [string | number | boolean, ...(string | number | boolean)[]];
  /** The family cannot be made without it. */
  readonly needed?: true;
  /** A number must be greater than this. */
  readonly above?: number;
  /** The least number; for integers 1 where absent. */
  readonly least?: number;
  /** The greatest number. It bounds what is allocated for a value that comes from a file. */
  readonly most?: number;
  /** A parameter that is estimated unless the option gives it. */
  readonly estimated?: true;
  /** Where it is not given to a fit, the number of different labels of the response, which is read as labels. */
  readonly fromResponse?: "labels";
  /** Where it is not given, a column of the sample of this name has it, row by row, or else the family has a default. */
  readonly fromSample?: true;
  /** The option of the same family without which it says nothing. */
  readonly needs?: string;
  /** The option of the same family beside which it cannot be given: a record's entry of this name is then the estimate. */
  readonly unless?: string;
}

/** The options of a family by the names that its factory and parameter records give them. */
export type OptionDeclarations = Readonly<Record<string, OptionDeclaration>>;

/** A function that makes a family from a record of options, with the declaration of those that it takes. */
export interface Factory<F> {
  (options: never): F;
  readonly options?: OptionDeclarations;
}

/** The rule that a value breaks: `greater than 1000`; undefined if it breaks none. A text is judged by the factory. */
export function brokenRule(declaration: OptionDeclaration, value: unknown): string | undefined {
  const { kind, above = -Infinity, most = Infinity } = declaration;
  const { least = kind === "integer" ? 1 : -Infinity } = declaration;
  if (kind === "text") return typeof value === "string" ? undefined : "not a text";
  if (kind === "flag") return typeof value === "boolean" ? undefined : "not true or false";
  const number = typeof value === "number" && Number.isFinite(value) ? value : Number.NaN;
  if (kind === "integer" && !(Number.isInteger(number) && number >= least))
    return least === 1 ? "not a positive integer" : `not a whole number from ${least} on`;
  if (kind === "number" && least > -Infinity && most < Infinity)
    return number >= least && number <= most ? undefined : `not a number from ${least} to ${most}`;
  if (!(number > above && number >= least))
    return `not a ${above === 0 ? "positive number" : kindBeyond(above, least)}`;
  return number > most ? `greater than ${most}` : undefined;
}

const kindBeyond = (above: number, least: number): string =>
  above > -Infinity ? `number above ${above}` : least > -Infinity ? `number from ${least} on` : "number";

/** Throws `invalid classes; greater than 1000: 3000` where a value breaks a rule; `place` is what the error names. */
export function checkOption(place: string, declaration: OptionDeclaration, value: unknown): void {
  const rule = brokenRule(declaration, value);
  if (rule !== undefined) throw new MoestatError(`invalid ${place}; ${rule}: ${shown(value)}`);
}

/**
 * Throws where the options among the entries of a record are not as declared, or one is missing. `place` is where the
 * record stands: `missing experts.classes; multinomialLogistic needs it, as in 3`.
 */
export function checkOptions(
  place: string,
  family: string,
  declared: OptionDeclarations,
  record: Readonly<Record<string, unknown>>,
): void {
  for (const [name, declaration] of Object.entries(declared)) {
    const { [name]: value } = record;
    const { needed, needs, unless, examples, estimated } = declaration;
    // A list is the estimates of a field of that name; so is a number that the experts share.
    if (estimated && (Array.isArray(value) || (unless !== undefined && record[unless] === true))) continue;
    if (value !== undefined) checkOption(`${place}.${name}`, declaration, value);
    else if (needed)
      throw new MoestatError(
        `missing ${place}.${name}; ${family} needs it, as in ${JSON.stringify(examples[0])}`,
      );
    if (value !== undefined && needs !== undefined && record[needs] === undefined)
      throw new MoestatError(
        `invalid ${place}.${name}; it needs ${needs}, which is missing: ${shown(value)}`,
      );
  }
}
