import { MoestatError } from "../error.js";
import type { Expert } from "../family.js";

/**
 * The column of a sample that stands beside the response for the experts of a model; undefined where they have none, or the sample does
 * not give it.
 */
export function companionIn(
  families: readonly Expert[],
  sample: { readonly trials?: Float64Array | undefined },
): Float64Array | undefined {
  const name = families.find(({ companion }) => companion !== undefined)?.companion;
  return name === undefined ? undefined : sample[name];
}

/** Throws where a sample has a column of trials at which no expert looks. */
export function checkCompanion(families: readonly Expert[], trials: unknown): void {
  if (trials !== undefined && families.every(({ companion }) => companion !== "trials"))
    throw new MoestatError(
      `invalid trials; no expert looks at them, of those of the model: ${[...new Set(families)].map(({ name }) => name).join(", ")}`,
    );
}
