import { MoestatError } from "../error.js";
import type { AnyModel } from "../model/model.js";
import { rowsAt } from "../params/observed.js";
import { stream } from "../random/stream.js";
import type { AnyParams, Sample } from "../types.js";

/**
 * The rows of a sample as often as its weights say, since each observation of a row has a response of its own. Throws where a weight is no
 * whole number.
 */
export function rowByRow(sample: Sample): Sample {
  const { weights } = sample;
  if (weights === undefined) return sample;
  const bad = weights.findIndex((weight) => !Number.isInteger(weight));
  if (bad >= 0)
    throw new MoestatError(
      `invalid weights[${bad}]; not whole, and the bootstrap draws whole observations: ${weights[bad]}`,
    );
  const rows = Array.from(weights).flatMap((count, t) => new Array<number>(count).fill(t));
  return rowsAt(sample, rows, undefined);
}

/** Responses drawn from a fitted model at the inputs, offsets and numbers of trials of observations, by the stream of a key. */
export function redrawn(
  model: AnyModel,
  params: AnyParams,
  { n, d, x, offset, trials }: Sample,
  key: string,
): Sample {
  const { y } = model.sampler(params)(x, stream(key), { n, offset, trials });
  return { n, d, x, y, ...(offset && { offset }), ...(trials && { trials }) };
}
