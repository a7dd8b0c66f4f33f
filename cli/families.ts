import type { Command } from "commander";
import type { Expert, Family, Gating } from "../src/family.js";
import { topK } from "../src/gatings/topK.js";
import { brokenRule, type OptionDeclaration, type OptionDeclarations } from "../src/params/options.js";
import { expertOf, gatingOf } from "../src/registry.js";
import type { LabelCount } from "./data/labels.js";
import {
  declaredIn,
  estimate,
  expertOptions,
  expertPart,
  flagOf,
  gatingPart,
  labelsOption,
  type Part,
  takersOf,
} from "./family-options.js";
import { NUMBER } from "./table/numbers.js";

/** What the command line says of the families of a model: two names, and options by the names that records give them. */
export interface FamilyChoice {
  readonly gating?: string;
  readonly expert?: string;
  readonly [option: string]: unknown;
}

/** Adds the options that choose the families, for a command that fits them: each option that a family declares. */
export function withFamilies(command: Command): Command {
  for (const { name, known, usual } of [gatingPart, expertPart])
    command.option(
      `--${name} <NAME>`,
      `${name}: ${Object.keys(known).join(", ")} (default: ${usual})${name === "expert" ? "; experts of several families in a list, each with what it needs: gaussian,gaussian,pointMass:0" : ""}`,
    );
  addOptions(command, topK.options);
  for (const part of [gatingPart, expertPart])
    addOptions(command, declaredIn(part), (option) => [
      `${part.name} ${takersOf(option, part).join(" or ")}`,
    ]);
  return command;
}

/** Adds an option for each that is declared; `more` says what else there is to know of one. */
function addOptions(
  command: Command,
  declared: OptionDeclarations,
  more: (option: string) => readonly string[] = () => [],
): void {
  for (const [option, { kind, help, placeholder, estimated, fromResponse, fromSample }] of Object.entries(
    declared,
  )) {
    const remarks = [
      ...(fromSample ? ["or the name of a column of them"] : []),
      ...more(option),
      ...(fromResponse ? ["default: as many as it has labels"] : []),
    ];
    const text = [
      `${help}${estimated ? `, or ${estimate} (the default)` : ""}`,
      ...(remarks.length > 0 ? [`(${remarks.join("; ")})`] : []),
    ].join(" ");
    if (kind === "flag") command.option(flagOf(option), text);
    else
      command.option(`${flagOf(option)} <${placeholder}>`, text, (given: string) => optionValue(kind, given));
  }
}

/**
 * The gating that the options describe: the one that is named, else the one that they ask for, else softmax.
 * Throws `--activation needs the gating activationDenseToSparse: softmax` where they do not fit.
 */
export function chosenGating(choice: FamilyChoice): Gating {
  const { name, options } = chosen(gatingPart, choice);
  return gatingOf({ name, ...options, ...given("top-K selection", topK.options, choice) });
}

/** What the options say of the expert; how many classes there are, the data may have to tell. */
export function chosenExpert(choice: FamilyChoice): {
  /** Present where the response is read as labels. */
  readonly wanted?: LabelCount;
  /** The expert for a response with so many different labels; the number says nothing where it is not read as labels. */
  readonly of: (labels: number) => Expert;
} {
  const { name, options } = chosen(expertPart, choice);
  const option = labelsOption(name);
  if (option === undefined) return { of: () => expertOf({ name, ...options }) };
  const { [option]: count } = options as Record<string, number>;
  return {
    wanted: { flag: flagOf(option), ...(count === undefined ? {} : { count }) },
    of: (labels) => expertOf({ name, ...options, [option]: labels }),
  };
}

/**
 * The experts one by one where the options list them, as `gaussian,gaussian,pointMass:0`; undefined where they name one family. What follows
 * a colon is the first option of that expert; options by flags are those of all that declare them.
 */
export function listedExperts(choice: FamilyChoice): readonly Expert[] | undefined {
  const { expert: text } = choice;
  if (text === undefined || !/[,:]/.test(text)) return undefined;
  const entries = text.split(",").map((entry) => {
    const [word, ...values] = entry.split(":").map((part) => part.trim());
    const name = nameIn(expertPart.known, word) ?? word;
    if (!Object.hasOwn(expertPart.known, name)) expertOf({ name });
    if (labelsOption(name) !== undefined)
      throw new Error(`invalid --expert; experts of classes are of one family alone: ${entry}`);
    const declared = expertOptions(name);
    const first = Object.keys(declared).find((option) => declared[option].kind !== "flag");
    if (values.length > (first === undefined ? 0 : 1))
      throw new Error(
        `invalid --expert; ${name} takes no ${values.length > 1 ? "second " : ""}value: ${entry}`,
      );
    const valueless = first !== undefined && values.length === 0 && choice[first] === undefined;
    if (valueless && declared[first].needed)
      throw new Error(
        `invalid --expert; ${name} needs a value, as ${name}:${declared[first].examples[0]}: ${text}`,
      );
    return {
      name,
      declared,
      own:
        first === undefined || values.length === 0
          ? {}
          : { [first]: optionValue(declared[first].kind, values[0]) },
    };
  });
  const asked = Object.keys(declaredIn(expertPart)).filter((option) => choice[option] !== undefined);
  const idle = asked.find((option) => entries.every(({ declared }) => declared[option] === undefined));
  if (idle !== undefined)
    throw new Error(`${flagOf(idle)} needs the expert ${takersOf(idle, expertPart).join(" or ")}: ${text}`);
  return entries.map(({ name, declared, own }) =>
    expertOf({ name, ...given(`expert ${name}`, declared, { ...choice, ...own }) }),
  );
}

// What is no number is left to the declaration, which says what it must be.
const optionValue = (kind: OptionDeclaration["kind"], given: string): string | number =>
  kind !== "text" && NUMBER.test(given) ? Number(given) : given;

type Value = string | number | boolean;
type Values = Record<string, Value>;

/** The family of a part, and the options that are given to it. */
function chosen(part: Part, choice: FamilyChoice): { name: string; options: Values } {
  const { name: role, known, usual } = part;
  const asked = Object.keys(declaredIn(part)).filter((option) => choice[option] !== undefined);
  const name = nameIn(known, choice[role]) ?? familyFor(asked, part) ?? usual;
  // An unknown name is a mistake of its own, and comes first.
  if (!Object.hasOwn(known, name)) (role === "gating" ? gatingOf : expertOf)({ name });
  const { options: declared = {} } = known[name];
  for (const option of asked)
    if (declared[option] === undefined)
      throw new Error(`${flagOf(option)} needs the ${role} ${takersOf(option, part).join(" or ")}: ${name}`);
  return { name, options: given(`${role} ${name}`, declared, choice) };
}

/** The first family that takes all of the options, else the first that takes the first of them. */
function familyFor(asked: readonly string[], part: Part): string | undefined {
  const taking = asked.map((option) => takersOf(option, part));
  const [first = []] = taking;
  return first.find((name) => taking.every((names) => names.includes(name))) ?? first[0];
}

/** The declared options that are given, as a record has them; `owner` is what errors call the family. */
function given(owner: string, declared: OptionDeclarations, choice: FamilyChoice): Values {
  const values: Values = {};
  for (const [option, declaration] of Object.entries(declared)) {
    const value = choice[option] as Value | undefined;
    const { unless } = declaration;
    if (value === undefined) checkAbsent(owner, option, declaration);
    else if (unless !== undefined && choice[unless] === true)
      throw new Error(`invalid ${flagOf(option)}; it cannot be given beside ${flagOf(unless)}: ${value}`);
    else if (declaration.needs !== undefined && choice[declaration.needs] === undefined)
      throw new Error(`${flagOf(option)} needs ${flagOf(declaration.needs)}: ${value}`);
    else if (declaration.estimated && value === estimate) continue;
    // The name of a column, which the sample has beside its response.
    else if (declaration.fromSample && typeof value === "string") continue;
    else values[option] = checked(option, declaration, value);
  }
  return values;
}

function checkAbsent(
  owner: string,
  option: string,
  { needed, fromResponse, examples }: OptionDeclaration,
): void {
  if (needed && fromResponse === undefined)
    throw new Error(
      `missing ${flagOf(option)}; the ${owner} needs it, as in ${flagOf(option)} ${examples[0]}`,
    );
}

function checked(option: string, declaration: OptionDeclaration, value: Value): Value {
  const rule = brokenRule(declaration, value);
  const orElse = declaration.estimated ? `, nor ${estimate}` : "";
  if (rule !== undefined) throw new Error(`invalid ${flagOf(option)}; ${rule}${orElse}: ${value}`);
  return value;
}

/**
 * The name that records carry, for `dense-to-sparse`, `densetosparse` or the first words of one name alone
 * (`multinomial`); others as they are.
 */
function nameIn(known: Readonly<Record<string, unknown>>, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const plain = (name: string): string => name.replaceAll("-", "").toLowerCase();
  const names = Object.keys(known);
  const begun = names.filter((name) =>
    [...name.matchAll(/[A-Z]/g)].some(({ index }) => plain(name.slice(0, index)) === plain(text)),
  );
  return names.find((name) => plain(name) === plain(text)) ?? (begun.length === 1 ? begun[0] : text);
}

/** A family in words, with its options: `softmax gating (topK 1, rank slope)`. */
export function inWords({ name, options = {} }: Family, part: string, left: readonly string[] = []): string {
  const shown = Object.entries(options).filter(([option]) => !left.includes(option));
  const list = shown.map(([option, value]) => (value === true ? option : `${option} ${value}`)).join(", ");
  return `${name} ${part}${list === "" ? "" : ` (${list})`}`;
}

/** The families of a model's experts in words, with their numbers: `2 gaussian experts, 1 pointMass expert (at 0)`. */
export const expertsInWords = (families: readonly Expert[]): string =>
  [...new Set(families)]
    .map((family) => {
      const { length: count } = families.filter((other) => other === family);
      return `${count} ${inWords(family, count === 1 ? "expert" : "experts")}`;
    })
    .join(", ");
