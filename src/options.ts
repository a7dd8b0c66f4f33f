/**
 * An option of a family, stated once, by the family. The command line makes a flag of it, records of parameters are
 * checked against it, and the conformance tests try the family with its examples.
 */
export interface OptionDeclaration {
  readonly kind: "integer" | "number" | "text";
  /** A few words for `--help`. */
  readonly help: string;
  /** What stands for the value in `--help`: `R`. */
  readonly placeholder: string;
  readonly examples: readonly [string | number, ...(string | number)[]];
  /** The family cannot be made without it. */
  readonly needed?: true;
  /** A number must be greater than this. */
  readonly above?: number;
  /** The least integer; 1 where absent. */
  readonly least?: number;
  /** The greatest number or integer. It bounds what is allocated for a value that comes from a file. */
  readonly most?: number;
  /** A parameter that is estimated unless the option gives it. */
  readonly estimated?: true;
  /** Where it is not given to a fit, the number of different labels of the response, which is read as labels. */
  readonly fromResponse?: "labels";
  /** The option of the same family without which it says nothing. */
  readonly needs?: string;
}

/** The options of a family by the names that its factory and parameter records give them. */
export type OptionDeclarations = Readonly<Record<string, OptionDeclaration>>;

/** A function that makes a family from a record of options, with the declaration of those that it takes. */
export interface Factory<F> {
  (options: never): F;
  readonly options?: OptionDeclarations;
}

/** The rule that a value breaks: `greater than 1000`; undefined if it breaks none. A text is judged by the factory. */
export function brokenRule(
  { kind, above = -Infinity, least = 1, most = Infinity }: OptionDeclaration,
  value: unknown,
): string | undefined {
  if (kind === "text") return typeof value === "string" ? undefined : "not a text";
  const isNumber = typeof value === "number" && Number.isFinite(value);
  if (kind === "number" && !(isNumber && value > above))
    return above === 0
      ? "not a positive number"
      : `not a number${above > -Infinity ? ` above ${above}` : ""}`;
  if (kind === "integer" && !(Number.isInteger(value) && (value as number) >= least))
    return least === 1 ? "not a positive integer" : `not a whole number from ${least} on`;
  return (value as number) > most ? `greater than ${most}` : undefined;
}

/** Throws `invalid classes; greater than 1000: 3000` where a value breaks a rule; `place` is what the error names. */
export function checkOption(place: string, declaration: OptionDeclaration, value: unknown): void {
  const rule = brokenRule(declaration, value);
  if (rule !== undefined) throw new Error(`invalid ${place}; ${rule}: ${brief(value)}`);
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
    const { needed, needs, examples } = declaration;
    if (value !== undefined) checkOption(`${place}.${name}`, declaration, value);
    else if (needed)
      throw new Error(`missing ${place}.${name}; ${family} needs it, as in ${JSON.stringify(examples[0])}`);
    if (value !== undefined && needs !== undefined && record[needs] === undefined)
      throw new Error(`invalid ${place}.${name}; it needs ${needs}, which is missing: ${brief(value)}`);
  }
}

/** A value in an error: a list or an object, which may be long, only by its kind. */
const brief = (value: unknown): string =>
  typeof value === "object" && value !== null ? (Array.isArray(value) ? "a list" : "an object") : `${value}`;
