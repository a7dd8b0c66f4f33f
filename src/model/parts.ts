import { MoestatError } from "../error.js";
import type { Expert, Family, Gating, Predictor } from "../family.js";
import { shown } from "../numeric/shown.js";

/** Something of the gating and of the experts. */
export type OfParts<T> = Readonly<Record<"gating" | "experts", T>>;

/**
 * The inputs of a model. A number d: all parts see all d columns of a sample. Lists: the columns, counted from 0, that the gate and
 * the experts see, each once; none for constant gate weights, or for experts that do not depend on the inputs. `columns` is
 * the number of columns of a sample: where it is not given, as many as the lists need.
 */
export type Inputs = number | (OfParts<readonly number[]> & { readonly columns?: number });

/** Which parts have intercepts; both where nothing is said. */
export type Intercept = Partial<OfParts<boolean>>;

/** The number of columns of a sample. Throws unless the lists are columns, each once. */
export function inputsOf(inputs: Inputs): number {
  if (typeof inputs === "number") return inputs;
  if (typeof inputs !== "object" || inputs === null)
    throw new MoestatError(`invalid inputs; neither a number nor lists of columns: ${shown(inputs)}`);
  const { gating, experts, columns, ...others } = inputs;
  for (const name of Object.keys(others))
    throw new MoestatError(`unknown inputs.${name}; known: gating, experts, columns`);
  const lists = Object.entries({ gating, experts });
  for (const [part, list] of lists) checkList(part, list);
  const needed = Math.max(0, ...lists.flatMap(([, list]) => list.map((j) => j + 1)));
  if (columns !== undefined && !(Number.isInteger(columns) && columns >= needed))
    throw new MoestatError(
      `invalid inputs.columns; not a whole number from ${needed} on, which the lists need: ${shown(columns)}`,
    );
  return columns ?? needed;
}

function checkList(part: string, list: unknown): void {
  if (!Array.isArray(list))
    throw new MoestatError(`invalid inputs.${part}; not a list of columns: ${shown(list)}`);
  for (const [a, j] of list.entries()) {
    if (!Number.isInteger(j) || j < 0)
      throw new MoestatError(`invalid inputs.${part}[${a}]; not a column, 0, 1, 2, ...: ${shown(j)}`);
    if (list.indexOf(j) !== a)
      throw new MoestatError(`invalid inputs.${part}; a column is given twice: ${j}`);
  }
}

/** The inputs of a model as `moe` takes them: their number where both parts see all. */
export function inputsOfParts({
  inputs,
  columns,
}: {
  readonly inputs: number;
  readonly columns: OfParts<readonly number[]>;
}): Inputs {
  const seesAll = (list: readonly number[]) => list.length === inputs && list.every((j, i) => j === i);
  return seesAll(columns.gating) && seesAll(columns.experts) ? inputs : { ...columns, columns: inputs };
}

/** The parts of a model with the inputs that each sees. */
export interface Parts {
  readonly gating: Gating;
  /** The family of each expert. */
  readonly families: readonly Expert[];
}

/**
 * The families with predictors of the columns that their part sees, and without intercepts where it has none; as they are where both
 * see all columns and have intercepts. A predictor that is affine in no column is a constant; one without an intercept is linear.
 * Without an intercept the offset of a gate whose slopes are bent, a predictor of its own, is given as 0. A part without
 * intercepts says so in its options, `intercept: false`, and in parameter records.
 */
export function partsOn(
  { gating, families }: Parts,
  inputs: Inputs,
  { gating: ofGating = true, experts: ofExperts = true }: Intercept,
): Parts {
  for (const [part, value] of Object.entries({ gating: ofGating, experts: ofExperts }))
    if (typeof value !== "boolean")
      throw new MoestatError(`invalid intercept.${part}; not true or false: ${shown(value)}`);
  const seen: Partial<OfParts<readonly number[]>> =
    typeof inputs === "object" ? inputs : inputs === 0 ? { gating: [], experts: [] } : {};
  const { predictor: offset } = gating.fields[gating.logWeight];
  const placed = new Map(
    [...new Set(families)].map((family) => [family, on(family, seen.experts, ofExperts)]),
  );
  return {
    gating: on(gating, seen.gating, ofGating, offset as number),
    families: families.map((family) => placed.get(family) as Expert),
  };
}

function on<F extends Family>(
  family: F,
  columns: readonly number[] | undefined,
  intercept: boolean,
  offset?: number,
): F {
  if (family.predictors.length === 0 || (columns === undefined && intercept)) return family;
  const own = columns === undefined ? undefined : [...columns];
  return {
    ...family,
    ...(intercept ? {} : { options: { ...family.options, intercept: false } }),
    predictors: family.predictors.map((predictor, u): Predictor => {
      if (!dependsOnInputs(predictor))
        return !intercept && u === offset ? { ...predictor, fixed: 0 } : predictor;
      const placed = own === undefined ? predictor : { ...predictor, columns: own };
      if (!intercept) return { ...placed, basis: "linear" };
      return own?.length === 0 && placed.basis === "affine" ? { ...placed, basis: "constant" } : placed;
    }),
  };
}

/** Whether a predictor was declared as one of the inputs, though its part may see none. */
const dependsOnInputs = ({ basis, columns }: Predictor): boolean =>
  basis !== "constant" || columns !== undefined;

/** The columns that a family sees, of d: those of its predictors that depend on the inputs; none where none does. */
export function columnsOf({ predictors }: Family, d: number): readonly number[] {
  const predictor = predictors.find(dependsOnInputs);
  if (predictor === undefined) return [];
  return predictor.columns ?? Array.from({ length: d }, (_, j) => j);
}

/** The columns that the experts see: those of the first that sees some. */
export const columnsOfExperts = (families: readonly Expert[], d: number): readonly number[] =>
  families.map((family) => columnsOf(family, d)).find(({ length }) => length > 0) ?? [];

/** Whether a family has intercepts. */
export const hasIntercept = ({ options }: Family): boolean => options?.intercept !== false;
