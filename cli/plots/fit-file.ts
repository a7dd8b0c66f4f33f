import type { Certificate } from "../../src/fit/index.js";
import type { Recipe } from "../../src/formula/recipe.js";
import type { FittedPoint } from "../../src/inference/point.js";
import { readJson } from "../json.js";
import { type Described, describedIn } from "../params.js";

/** A maximum, as `fit --json` writes it; infinite numbers are null there. */
export interface WrittenMaximum {
  readonly logLik: number;
  readonly status: string;
  readonly allowance: number;
  readonly certificate: Certificate;
}

/** What `fit --json` printed, as far as pictures need it. */
export interface FitFile extends Described, WrittenMaximum, Omit<FittedPoint, "params"> {
  readonly recipe: Recipe;
  readonly formula: string;
  readonly weights?: string;
  readonly seed: string;
  /** How many starts led to the answer. */
  readonly hits: number;
  /** The number of the maximum that was picked, where it is not the answer. */
  readonly pick?: number;
  /** The other maxima, where the fit was asked for them. */
  readonly alternatives?: readonly (WrittenMaximum & { readonly hits: number; readonly reason: string })[];
  /** The table of several numbers of experts, where there is one. */
  readonly selection?: WrittenSelection;
}

/** The rows of a `SelectionTable`. */
export interface WrittenSelection {
  readonly rows: readonly {
    readonly k: number;
    readonly status: string;
    readonly aic: number;
    readonly bic: number;
    readonly icl: number;
    readonly evidence?: { readonly logEvidence: number | null };
    readonly dsc?: number | null;
  }[];
}

/** What a fit must tell to be drawn. */
const needed = ["recipe", "formula", "logLik", "status", "certificate", "parameterSet", "choice"] as const;

/** Reads what `fit --json` printed. Throws where the file is another one. */
export async function readFit(file: string): Promise<FitFile> {
  const read = await readJson(file);
  const { params, model, labels, recipe, reading } = describedIn(file, read);
  const json = read as Partial<FitFile> & { readonly search?: { readonly agreed?: number } };
  const missing = needed.find((name) => json[name] === undefined);
  if (missing !== undefined)
    throw new Error(
      `invalid ${file}; no "${missing}": draw what \`moestat fit --formula ... --json\` or \`fit --out\` wrote`,
    );
  // Of a maximum that was picked the others are not alternatives.
  const alternatives = json.pick === undefined ? json.alternatives : undefined;
  const hits = json.search?.agreed ?? 0;
  return { ...json, alternatives, hits, file, model, params, recipe, reading, labels } as FitFile;
}
