import { shown } from "../../src/numeric/shown.js";
import { checkNames } from "../../src/words/names.js";
import { decimalOf, separatorOf, wordFor } from "./dialect.js";
import type { TableOptions } from "./options.js";
import { checkEncoding } from "./source.js";

/** A fit as far as it tells how its table was read. */
interface ReadAs {
  readonly file: string;
  readonly reading?: TableOptions;
}

const names = ["separator", "decimal", "encoding", "na"] as const satisfies readonly (keyof TableOptions)[];

/** The options of reading that were given; the others a table tells by itself, and the next one may tell otherwise. */
export const readingIn = (options: TableOptions): TableOptions =>
  Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));

/** How a later table is read: like that of the fit, but for the options that are given again. */
export const readingLike = ({ reading }: ReadAs, options: TableOptions): TableOptions => ({
  ...reading,
  ...readingIn(options),
});

/** What is said of it: `read with --encoding latin1, as for fit.json`; nothing where the fit tells nothing, or all is given again. */
export function likeRemark({ file, reading = {} }: ReadAs, options: TableOptions): string[] {
  const taken = names.flatMap((name) =>
    reading[name] === undefined || options[name] !== undefined ? [] : [`--${name} ${texts[name](reading)}`],
  );
  return taken.length === 0 ? [] : [`read with ${taken.join(" ")}, as for ${file}`];
}

const texts: Readonly<Record<(typeof names)[number], (reading: TableOptions) => string>> = {
  separator: ({ separator }) => wordFor(separator!),
  decimal: ({ decimal }) => decimal!,
  encoding: ({ encoding }) => encoding!,
  na: ({ na }) => na!.join(","),
};

/** The options of reading that a fit file keeps. Throws where they are none: `unknown separator "|"; known: ...`. */
export function checkedReading(given: unknown): TableOptions {
  checkNames("reading", given, names);
  const { separator, decimal, encoding, na } = given as Readonly<Record<(typeof names)[number], unknown>>;
  if (na !== undefined && !(Array.isArray(na) && na.every((word) => typeof word === "string")))
    throw new Error(`invalid reading.na; not a list of strings: ${shown(na)}`);
  return {
    ...(separator === undefined ? {} : { separator: separatorOf(String(separator)) }),
    ...(decimal === undefined ? {} : { decimal: decimalOf(String(decimal)) }),
    ...(encoding === undefined ? {} : { encoding: checkEncoding(String(encoding)) }),
    ...(na === undefined ? {} : { na }),
  };
}
