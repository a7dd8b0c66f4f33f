import { MoestatError } from "../error.js";
import { selectedOf, withoutSelection } from "../family.js";
import type { Fit } from "../fit/fit.js";
import { type AnyModel, type Model, type MoeOptions, moe } from "../model/model.js";
import type { Fixed } from "../params/fixed.js";
import { fixedOfNumber } from "../params/fixedOfNumber.js";
import { isMixed } from "../params/records.js";
import type { ExpertsParams, FamilyParams, Sample, Status } from "../types.js";
import { checkNames } from "../words/names.js";
import { type BootstrapOptions, type BootstrapTest, bootstrapTest } from "./bootstrapTest.js";
import { type Dendrogram, dendrogram } from "./dendrogram.js";
import { type Evidence, evidence } from "./evidence.js";
import { type Grown, type GrowOptions, grow, growOptionNames } from "./grow.js";
import type { Prior } from "./prior.js";
import { report, type Watch } from "./progress.js";

/** What a mixture of any number of experts is made of; as many inputs as the data have, if not given. */
export type Families = Omit<MoeOptions, "k" | "experts" | "expert"> & Required<Pick<MoeOptions, "expert">>;

/** Which numbers of experts `select` compares, and how. */
export interface SelectOptions extends Omit<GrowOptions, "alsoFrom" | "fixed">, Watch {
  /** The numbers of experts, in any order. */
  readonly k?: readonly number[];
  /** @deprecated The name is `k`. */
  readonly experts?: readonly number[];
  /** Values of the first experts, which every number of experts must have; those without an entry are free. Or a function from k to what is fixed of k experts. */
  readonly fixed?: Fixed | ((k: number) => Fixed | undefined) | undefined;
  /**
   * Tests each number against the next one by the bootstrap, from the least on until a test does not reject; each takes 2 x replicates
   * fits.
   */
  readonly test?: TestOptions;
  /** The prior of the evidence; `weakPrior` if not given. */
  readonly prior?: Prior;
}

/** How `select` tests a number of experts against the next one. */
export interface TestOptions {
  /** Number of replicates: 99 or more for a level of 0.05. */
  readonly replicates: number;
  /** A share above this does not speak for more experts; 0.05 if not given. */
  readonly level?: number;
}

/** One number of experts. */
export interface SelectRow<Experts extends ExpertsParams = FamilyParams> {
  /** The number of experts. */
  readonly k: number;
  /** @deprecated The name is `k`. */
  readonly experts: number;
  readonly fit: Fit<Experts>;
  readonly status: Status;
  /** Not below that of the row before, unless `nested` is false. */
  readonly logLik: number;
  readonly nested: boolean;
  /** Number of identified parameters, which the criteria count. */
  readonly parameters: number;
  readonly aic: number;
  readonly bic: number;
  readonly icl: number;
  readonly evidence: Evidence<Experts>;
  /** The dendrogram's criterion; null where there is none, or the dendrogram has fewer atoms. */
  readonly dsc: number | null;
  /** Against the next row; null for the last one, after one that does not reject, where none was asked for, and where a fit is not sound. */
  readonly test: BootstrapTest | null;
}

/** The number of experts that each criterion prefers; null where it prefers none. */
export interface Best {
  readonly aic: number | null;
  readonly bic: number | null;
  readonly icl: number | null;
  readonly evidence: number | null;
  readonly dsc: number | null;
  /** The least number that the test does not reject against the next one; the largest of the table if all are rejected. */
  readonly test: number | null;
}

/** How many experts: a table, as plain data. */
export interface SelectionTable<Experts extends ExpertsParams = FamilyParams> {
  readonly n: number;
  readonly rows: readonly SelectRow<Experts>[];
  readonly best: Best;
  /** Of the largest sound fit; null for gates that leave experts out, experts of several families, and where parameters are fixed. */
  readonly dendrogram: Dendrogram | null;
}

/**
 * Fits several numbers of experts and weighs them by AIC, BIC, ICL, the marginal likelihood (`evidence`), the dendrogram of the largest
 * fit (`dendrogram`) and, if asked for, bootstrap likelihood-ratio tests (`bootstrapTest`). No fit is below one of fewer experts
 * (`grow`). A fit that is collapsed or no maximum stays in the table, but no criterion prefers it.
 * Models are made by `modelFor`, or of the families. A promise, so that `onProgress` and `signal` can work; the table depends on nothing but
 * its arguments. Throws as `fit` does.
 *
 * @example
 * ```ts
 * import { gaussian, modelOf, sample, select, softmax, stream, uniform } from "moestat";
 *
 * const truth = {
 *   gating: { beta0: [0, 0], beta1: [[3], [0]] },
 *   experts: { a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
 * };
 * const data = sample(modelOf(truth), truth, { n: 300, design: uniform(), uniform: stream("1") });
 * const { rows, best } = await select({ gating: softmax(), expert: gaussian() }, data, { k: [1, 2, 3] });
 * rows.map(({ k, bic }) => [k, bic]);
 * best.bic; // 2
 * ```
 */
export function select<Experts extends ExpertsParams = FamilyParams>(
  modelFor: ((k: number) => Model<Experts>) | Families,
  data: Sample,
  options: SelectOptions,
): Promise<SelectionTable<Experts>>;
export async function select(
  modelFor: ModelFor,
  data: Sample,
  given: SelectOptions,
): Promise<SelectionTable<ExpertsParams>> {
  checkNames("select", given, [...growOptionNames, "k", "experts", "test", "prior", "onProgress", "signal"]);
  const { k: wanted, experts, fixed, test, prior, onProgress, signal, ...options } = given;
  const numbers = checked(wanted, experts);
  if (test !== undefined) checkTest(test);
  const watch = { onProgress, signal };
  const grown: AnyGrown[] = [];
  for (const [i, k] of numbers.entries()) {
    const model = modelOf(modelFor, k, data);
    const own = typeof fixed === "function" ? fixed(k) : fixed && fixedOfNumber(fixed, model);
    grown.push(grow(model, data, { ...options, ...(own && { fixed: own }) }, grown[i - 1]));
    await report(watch, { what: "fit", k, experts: k, done: i + 1, total: numbers.length });
  }
  const tests = test === undefined ? [] : await testsOf(grown, data, { ...options, ...watch, ...test });
  const tree = treeOf(grown, data);
  const rows = grown.map((one, i) => rowOf(one, data, prior, tree, tests[i] ?? null));
  return { n: rows[0].fit.n, rows, best: bestOf(rows, test?.level ?? usualLevel), dendrogram: tree };
}

type ModelFor = ((k: number) => AnyModel) | Families;
type AnyGrown = Grown<ExpertsParams>;
type AnyRow = SelectRow<ExpertsParams>;

/** The level of a test where none is given. */
const usualLevel = 0.05;

/** The tests of the rows against the next ones, until one does not reject. */
async function testsOf(
  grown: readonly AnyGrown[],
  data: Sample,
  { level = usualLevel, ...options }: BootstrapOptions & TestOptions,
): Promise<(BootstrapTest | null)[]> {
  const tests: (BootstrapTest | null)[] = [];
  for (const [i, one] of grown.entries()) {
    const next = grown[i + 1];
    const isSoundPair = next !== undefined && isSound(one.fit) && isSound(next.fit);
    const test = isSoundPair ? await bootstrapTest(one, next, data, options) : null;
    tests.push(test);
    if (test !== null && test.share > level) break;
  }
  return tests;
}

function checkTest(test: TestOptions): void {
  checkNames("test", test, ["replicates", "level"]);
  const { replicates, level = usualLevel } = test;
  if (!(Number.isInteger(replicates) && replicates >= 1))
    throw new MoestatError(`invalid test.replicates; not a positive integer: ${replicates}`);
  if (!(level > 0 && level < 1)) throw new MoestatError(`invalid test.level; not between 0 and 1: ${level}`);
}

/** The numbers in increasing order. */
function checked(k: SelectOptions["k"], experts: SelectOptions["experts"]): number[] {
  if (k !== undefined && experts !== undefined)
    throw new MoestatError("invalid experts; given twice, since k has the numbers of experts");
  const [name, numbers] = experts === undefined ? ["k", k] : ["experts", experts];
  if (!Array.isArray(numbers) || numbers.length === 0)
    throw new MoestatError(`invalid ${name}; at least one number is needed`);
  const bad = numbers.find((one) => !(Number.isInteger(one) && one >= 1));
  if (bad !== undefined) throw new MoestatError(`invalid ${name}; not a positive integer: ${bad}`);
  return [...new Set<number>(numbers)].sort((p, q) => p - q);
}

function modelOf(modelFor: ModelFor, k: number, data: Sample): AnyModel {
  if (typeof modelFor === "function") {
    const model = modelFor(k);
    if (model.k !== k) throw new MoestatError(`invalid modelFor(${k}); its model has k: ${model.k}`);
    return model;
  }
  const { gating } = modelFor;
  const own = selectedOf(gating, k) === undefined ? withoutSelection(gating) : gating;
  return moe({ inputs: data.d, ...modelFor, gating: own, k });
}

/** Whether a fit is a maximum on which every expert has enough observations. */
const isSound = ({ status }: { readonly status: Status }): boolean =>
  status !== "collapsed" && status !== "maxSteps";

function treeOf(grown: readonly AnyGrown[], data: Sample): Dendrogram | null {
  const last = grown
    .filter(
      ({ fit, model }) =>
        isSound(fit) && model.selected === undefined && !isMixed(model.families) && fit.fixed === undefined,
    )
    .at(-1);
  return last === undefined ? null : dendrogram(last.model, data, last.fit.params);
}

function rowOf(
  { model, fit, nested }: AnyGrown,
  data: Sample,
  prior: Prior | undefined,
  tree: Dendrogram | null,
  test: BootstrapTest | null,
): SelectRow<ExpertsParams> {
  const { status, logLik, criteria } = fit;
  return {
    k: model.k,
    experts: model.k,
    fit,
    status,
    logLik,
    nested,
    parameters: criteria.identified,
    aic: criteria.aic,
    bic: criteria.bic,
    icl: criteria.icl,
    evidence: evidence(model, data, fit.params, {
      fixed: fit.fixed,
      penalty: fit.penalty,
      ...(prior === undefined ? {} : { prior }),
    }),
    dsc: tree?.levels[model.k - 1]?.dsc ?? null,
    test,
  };
}

function bestOf(rows: readonly AnyRow[], level: number): Best {
  const sound = rows.filter(isSound);
  /** The number of experts with the least value. */
  const least = (value: (row: AnyRow) => number | null): number | null => {
    const known = sound.filter((row) => value(row) !== null);
    if (known.length === 0) return null;
    return known.reduce((p, q) => ((value(q) as number) < (value(p) as number) ? q : p)).k;
  };
  const tested = rows.filter(({ test }) => test !== null);
  const kept = tested.find(({ test }) => (test as BootstrapTest).share > level);
  return {
    aic: least(({ aic }) => aic),
    bic: least(({ bic }) => bic),
    icl: least(({ icl }) => icl),
    evidence: least(({ evidence: { logEvidence } }) => (logEvidence === null ? null : -logEvidence)),
    dsc: least(({ dsc }) => dsc),
    test: tested.length === 0 ? null : (kept?.k ?? sound[sound.length - 1].k),
  };
}
