import type { Command } from "commander";
import { experts } from "../src/experts/index.js";
import type { Expert, Family, Gating } from "../src/family.js";
import { gatings } from "../src/gatings/index.js";
import { expertOf, gatingOf } from "../src/registry.js";
import { integer, oneOf } from "./options.js";

/** What the command line says of the families of a model. */
export interface FamilyOptions {
  readonly gating?: string;
  readonly expert?: string;
  readonly topK?: number;
  readonly rank?: "slope" | "score";
  readonly activation?: string;
  readonly temperature?: number | "estimate";
  readonly transform?: string;
  readonly classes?: number;
}

/** The names under which a family is known here, beside the one that records carry. */
const short: Readonly<Record<string, string>> = { multinomial: "multinomialLogistic" };

/**
 * The families that take an option, the first being the one that the option asks for where none is named, and
 * whether they need it.
 */
const takers = {
  activation: { families: ["activationDenseToSparse"], needed: true },
  transform: { families: ["modifiedSoftmax"], needed: true },
  temperature: { families: ["denseToSparse", "activationDenseToSparse"], needed: false },
  classes: { families: ["multinomialLogistic"], needed: false },
} as const;

/** Values that show how an option is given. */
const examples = { activation: "sigmoid", transform: "tanh" } as const;

/** Adds the options that choose the families, for a command that fits them. */
export const withFamilies = (command: Command): Command =>
  command
    .option("--gating <NAME>", `gating: ${Object.keys(gatings).join(", ")} (default: softmax)`)
    .option("--expert <NAME>", `expert: ${Object.keys(experts).join(", ")} (default: gaussian)`)
    .option(
      "--top-k <K>",
      "only the K experts that rank highest at x have a weight",
      integer("--top-k", 1000),
    )
    .option(
      "--rank <PART>",
      "what ranks them, with --top-k: slope (the score without its intercept) or score (default: slope)",
      oneOf("rank", ["slope", "score"]),
    )
    .option(
      "--activation <NAME>",
      "activation of the gate's slopes: sigmoid, tanh, gelu ..., or with its parameter, xgelu:0.1",
    )
    .option("--temperature <T>", "temperature of the gate: a number, or estimate", temperature)
    .option("--transform <NAME>", "function of each input of the gate: tanh, sigmoid")
    .option(
      "--classes <R>",
      "number of classes of the response (default: as many as its column has)",
      integer("--classes", 1000),
    );

function temperature(text: string): number | "estimate" {
  if (text === "estimate") return text;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new Error(`invalid --temperature; not a positive number, nor estimate: ${text}`);
}

/**
 * The gating that the options describe: the one that is named, else the one that they ask for, else softmax.
 * Throws `--activation needs the gating activationDenseToSparse: softmax` where they do not fit.
 */
export function chosenGating(options: FamilyOptions): Gating {
  const { topK, rank, activation, transform, temperature } = options;
  const asked = (["activation", "transform", "temperature"] as const).find(
    (name) => options[name] !== undefined,
  );
  const name = nameOf(gatings, options.gating) ?? (asked ? takers[asked].families[0] : "softmax");
  // An unknown name is a mistake of its own, and comes first.
  if (!Object.hasOwn(gatings, name)) return gatingOf({ name });
  for (const option of ["activation", "transform", "temperature"] as const)
    checkOption("gating", name, option, options[option]);
  if (rank !== undefined && topK === undefined)
    throw new Error(`--rank needs --top-k, the number of experts it selects: ${rank}`);
  return gatingOf({
    name,
    ...(activation === undefined ? {} : { activation }),
    ...(transform === undefined ? {} : { transform }),
    ...(typeof temperature === "number" ? { temperature } : {}),
    ...(topK === undefined ? {} : { topK, rank: rank ?? "slope" }),
  });
}

/** What the options say of the expert; how many classes there are, the data may have to tell. */
export function chosenExpert(options: FamilyOptions): {
  /** Whether its response is a class. */
  readonly classes: boolean;
  readonly of: (classes: number) => Expert;
} {
  const name =
    nameOf(experts, options.expert) ??
    (options.classes === undefined ? "gaussian" : takers.classes.families[0]);
  if (!Object.hasOwn(experts, name)) expertOf({ name });
  checkOption("expert", name, "classes", options.classes);
  if (options.classes !== undefined) expertOf({ name, classes: options.classes });
  const classes = (takers.classes.families as readonly string[]).includes(name);
  return { classes, of: (R) => expertOf(classes ? { name, classes: R } : { name }) };
}

function checkOption(part: string, family: string, option: keyof typeof takers, value: unknown): void {
  const { families, needed } = takers[option];
  const takes = (families as readonly string[]).includes(family);
  if (value !== undefined && !takes)
    throw new Error(`--${option} needs the ${part} ${families.join(" or ")}: ${family}`);
  if (value === undefined && takes && needed)
    throw new Error(
      `missing --${option}; the ${part} ${family} needs it, as in --${option} ${examples[option as keyof typeof examples]}`,
    );
}

/** The name that records carry, for `dense-to-sparse`, `densetosparse` or a short form; others as they are. */
function nameOf(known: Readonly<Record<string, unknown>>, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const plain = (name: string): string => name.replaceAll("-", "").toLowerCase();
  return Object.keys(known).find((name) => plain(name) === plain(text)) ?? short[plain(text)] ?? text;
}

/** A family in words, with its options: `softmax gating (topK 1, rank slope)`. */
export function inWords({ name, options = {} }: Family, part: string, left: readonly string[] = []): string {
  const shown = Object.entries(options).filter(([option]) => !left.includes(option));
  const list = shown.map(([option, value]) => `${option} ${value}`).join(", ");
  return `${name} ${part}${list === "" ? "" : ` (${list})`}`;
}
