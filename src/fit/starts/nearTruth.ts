import { MoestatError } from "../../error.js";
import type { Expert, Family, Gating } from "../../family.js";
import { isEstimated, isShared, slopesField } from "../../params/layout.js";
import { hasRecordEach, isMixed } from "../../params/records.js";
import { normal } from "../../random/normal.js";
import type { AnyParams, FamilyParams, Field, Params, Uniform } from "../../types.js";

/** The fitted model as far as a start needs it. */
interface Fitted {
  readonly gating: Gating;
  readonly families: readonly Expert[];
  readonly k: number;
}

/**
 * The start of the released code for a model of k experts near a truth of k* <= k: a random surjection of the fitted
 * onto the true atoms, the last on the last, and for each atom one normal draw added to its log weight and gate slopes
 * (standard deviation 0.005 n^-0.083) and one added to its regression coefficients, those of the experts' first
 * predictor with an intercept and slopes (0.05 n^-0.083). The last gate and all else (variances, a temperature) stay at
 * the truth. Throws where k < k*, for gatings or experts without such fields, and for experts of several families.
 */
export function nearTruthStart(model: Fitted, truth: AnyParams, n: number, uniform: Uniform): Params {
  const { gating, families, k } = model;
  const [expert] = families;
  const { experts: ofTruth } = truth;
  if (isMixed(families) || hasRecordEach(ofTruth))
    throw new MoestatError(
      `invalid experts; a start near the truth is for experts of one family: ${families.map(({ name }) => name).join(", ")}`,
    );
  const isFree = (family: Family) => (field: string) => isEstimated(family, family.fields[field]);
  const ofGate = [gating.logWeight, gateSlopes(gating)].filter(isFree(gating));
  const ofMean = regressionFields(expert).filter(isFree(expert));
  const kTrue = entriesOf("gating", gating.logWeight, truth.gating).length;
  if (!(Number.isInteger(k) && k >= kTrue))
    throw new MoestatError(`invalid experts; at least the true ${kTrue} are needed: ${k}`);
  const next = normal(uniform);
  const shrink = n ** -0.083;
  const onto = surjection(k, kTrue, uniform);
  const gateMoves = onto.map((_, i) => (i < k - 1 ? 0.005 * shrink * next() : 0));
  const expertMoves = onto.map(() => 0.05 * shrink * next());
  return {
    gating: moved("gating", gating, truth.gating, onto, ofGate, gateMoves),
    experts: moved("experts", expert, ofTruth, onto, ofMean, expertMoves),
  };
}

/** The fields of the true atoms under the fitted ones, each atom's move added to the fields that move. */
function moved(
  part: string,
  family: Family,
  truth: FamilyParams,
  onto: readonly number[],
  moving: readonly string[],
  moves: readonly number[],
): FamilyParams {
  const fields = Object.entries(family.fields).map(([name, spec]): [string, Field | number] => {
    if (isShared(family, spec)) return [name, truth[name] as unknown as number];
    const entries = entriesOf(part, name, truth);
    const add = (i: number, entry: Field[number]): Field[number] =>
      Array.isArray(entry) ? entry.map((value) => value + moves[i]) : (entry as number) + moves[i];
    return [name, onto.map((j, i) => (moving.includes(name) ? add(i, entries[j]) : entries[j]))];
  });
  return { name: family.name, ...family.options, ...Object.fromEntries(fields) } as FamilyParams;
}

function gateSlopes(gating: Gating): string {
  const name = slopesField(gating);
  if (name !== undefined) return name;
  throw new MoestatError(
    `invalid gating "${gating.name}"; it has no slopes, which a start near the truth moves`,
  );
}

/** Intercept and slopes of the first predictor that has both, as fields of its own. */
function regressionFields({ name, predictors, fields }: Expert): [intercept: string, slopes: string] {
  for (const u of predictors.keys()) {
    const of = (part: string) =>
      Object.keys(fields).find((field) => fields[field].predictor === u && fields[field].part === part);
    const [intercept, slopes] = [of("intercept"), of("slopes")];
    if (intercept !== undefined && slopes !== undefined) return [intercept, slopes];
  }
  throw new MoestatError(
    `invalid experts "${name}"; no predictor has an intercept and slopes of its own, which a start near the truth moves`,
  );
}

function entriesOf(part: string, name: string, { [name]: field }: FamilyParams): Field {
  if (!Array.isArray(field)) throw new MoestatError(`invalid truth; no list ${part}.${name}: ${field}`);
  return field;
}

/** A uniformly random map of 0..k-1 onto 0..kTrue-1 that takes the last to the last: drawn until it is onto. */
function surjection(k: number, kTrue: number, uniform: Uniform): number[] {
  for (;;) {
    const map = Array.from({ length: k }, (_, i) =>
      i === k - 1 ? kTrue - 1 : Math.floor(uniform() * kTrue),
    );
    if (new Set(map).size === kTrue) return map;
  }
}
