import { MoestatError } from "../error.js";
import { shown } from "../numeric/shown.js";
import type { AnyParams, Design, Sample, Uniform } from "../types.js";
import { checkNames } from "../words/names.js";

/** What `sample` asks of a model: any `Model` has it. */
export interface Simulator {
  /** Number of inputs d. */
  readonly inputs: number;
  /**
   * Draws, for d columns of n inputs, the n experts (0-based labels) and the n responses. Throws an error that names what is wrong with the parameters.
   */
  readonly sampler: (
    params: AnyParams,
  ) => (
    columns: readonly Float64Array[],
    uniform: Uniform,
    rows?: RowOptions,
  ) => { labels: Int32Array; y: Float64Array };
}

/** What rows have beside their inputs. */
export interface RowOptions {
  /** Their number n, needed where there are no input columns. */
  readonly n?: number;
  /** Their offsets and numbers of trials (see `Sample`). */
  readonly offset?: Float64Array | undefined;
  readonly trials?: Float64Array | undefined;
}

/** How a data set is drawn. */
export interface SampleOptions {
  /** Number of observations, at least 1. */
  readonly n: number;
  /** How the inputs are drawn; not needed where there are none. */
  readonly design?: Design;
  /** The offset of each observation, and its number of trials (see `Sample`). */
  readonly offset?: Float64Array;
  readonly trials?: Float64Array;
  /** One source for all, or one for the inputs and one for labels and responses. */
  readonly uniform: Uniform | { readonly design: Uniform; readonly sample: Uniform };
}

/**
 * Draws a data set from a mixture of experts: inputs x_t from the design, the expert z_t from the gate at x_t, the
 * response y_t from that expert at x_t. The labels z_t are kept in the sample. With two sources the inputs do not
 * depend on the parameters, nor the labels and responses on how many numbers the design used.
 *
 * Throws where n is not an integer from 1 to 1e9, the parameters do not suit the model, the design has another number
 * of inputs, a source gives what is not a number in [0, 1), or what is drawn is too large for a number.
 *
 * @example
 * ```ts
 * import { modelOf, sample, stream, uniform } from "moestat";
 *
 * const truth = {
 *   gating: { beta0: [0, 0], beta1: [[3], [0]] },
 *   experts: { a: [[2], [-1.5]], b: [1, -1], sigma2: [0.25, 0.16] },
 * };
 * const data = sample(modelOf(truth), truth, { n: 500, design: uniform(), uniform: stream("my seed") });
 * data.labels; // the expert of each observation, from 0
 * ```
 */
export function sample(model: Simulator, params: AnyParams, options: SampleOptions): Sample {
  checkNames("sample", options, ["n", "design", "offset", "trials", "uniform"]);
  const { n, design, uniform, offset, trials } = options;
  if (!(Number.isInteger(n) && n > 0))
    throw new MoestatError(`invalid n; not a positive integer: ${shown(n)}`);
  if (n > 1e9) throw new MoestatError(`invalid n; more than 1e9 observations: ${n}`);
  const respond = model.sampler(params);
  const d = model.inputs;
  checkDesign(design, d);
  const source =
    typeof uniform === "object" && uniform !== null
      ? {
          design: checked("uniform.design", uniform.design),
          sample: checked("uniform.sample", uniform.sample),
        }
      : { design: checked("uniform", uniform), sample: checked("uniform", uniform) };
  const x = design === undefined ? [] : design.draw(n, source.design);
  if (x.length !== d || x.some((column) => column.length !== n))
    throw new MoestatError(`invalid design "${design?.name}"; it drew no ${d} columns of length ${n}`);
  for (const [j, column] of x.entries()) checkDrawn(`x[${j}]`, column, `the design ${design?.name}`);
  const { labels, y } = respond(x, source.sample, { n, offset, trials });
  checkDrawn("y", y, "these parameters and inputs");
  return { n, d, x, y, labels, ...(offset && { offset }), ...(trials && { trials }) };
}

function checkDesign(design: Design | undefined, d: number): void {
  if (design === undefined && d > 0) throw new MoestatError(`missing design; the model has d = ${d}`);
  if (design !== undefined && design.d !== d)
    throw new MoestatError(
      `invalid design "${design.name}"; the model has d = ${d}, the design: ${design.d}`,
    );
}

/** Throws where numbers have grown too large to be drawn: `no sample; with the design normal:0:1e308 x[0][3] is not finite: Infinity`. */
function checkDrawn(name: string, values: Float64Array, cause: string): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new MoestatError(`no sample; with ${cause} ${name}[${bad}] is not finite: ${values[bad]}`);
}

/** A source that throws where it gives what is not in [0, 1): samplers that reject would ask it for ever. */
function checked(name: string, uniform: Uniform): Uniform {
  if (typeof uniform !== "function")
    throw new MoestatError(`invalid ${name}; not a function: ${shown(uniform)}`);
  return () => {
    const value = uniform();
    if (!(value >= 0 && value < 1))
      throw new MoestatError(`invalid ${name}; not a number in [0, 1): ${shown(value)}`);
    return value;
  };
}
