import { experts } from "../src/experts/index.js";
import type { Family } from "../src/family.js";
import { gatings } from "../src/gatings/index.js";
import { topK } from "../src/gatings/topK.js";
import type { Factory, OptionDeclarations } from "../src/params/options.js";
import { usualFamilies } from "../src/registry.js";

/** One of the two parts of a model, and the families that it may be. */
export interface Part {
  readonly name: "gating" | "expert";
  readonly known: Readonly<Record<string, Factory<Family>>>;
  readonly usual: string;
}
/** The gating of a model. */
export const gatingPart: Part = { name: "gating", known: gatings, usual: usualFamilies.gating };
/** Its experts. */
export const expertPart: Part = { name: "expert", known: experts, usual: usualFamilies.experts };

/** The word of the command line for a parameter that is estimated, not given. */
export const estimate = "estimate";

/** What an option is called on the command line: `--top-k` for `topK`. */
export const flagOf = (option: string): string =>
  `--${option.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;

/** The families that declare an option. */
export const takersOf = (option: string, { known }: Part): string[] =>
  Object.keys(known).filter((name) => known[name].options?.[option] !== undefined);

/** The options that families of a part declare, each once. */
export const declaredIn = ({ known }: Part): OptionDeclarations =>
  Object.assign({}, ...Object.values(known).map(({ options }) => options));

/** The options that a record of a gating may have: its own, and those of a selection on top of it. */
export const gatingOptions = (name: string): OptionDeclarations => ({
  ...gatings[name]?.options,
  ...topK.options,
});

/** The options that a record of experts may have. */
export const expertOptions = (name: string): OptionDeclarations => experts[name]?.options ?? {};

/** The option of an expert that is the number of labels of the response, if it has one. */
export const labelsOption = (expert: string): string | undefined =>
  Object.entries(expertOptions(expert)).find(([, { fromResponse }]) => fromResponse === "labels")?.[0];

/** The options in which two models may differ and still be compared: of the selection, and parameters that are given. */
export const comparableOptions: readonly string[] = [
  ...Object.keys(topK.options),
  ...[gatingPart, expertPart].flatMap((part) =>
    Object.entries(declaredIn(part)).flatMap(([option, { estimated }]) => (estimated ? [option] : [])),
  ),
];
