import { MoestatError } from "../error.js";
import { shown } from "../numeric/shown.js";
import type { Uniform } from "../types.js";

/**
 * Proposals after which a sampler by rejection gives up. Each of the package's samplers accepts at least three quarters of
 * its proposals, so that uniform numbers reject 300 in a row with probability 0.25^300 < 1e-180 at most.
 */
export const mostProposals = 300;

/** The error of a sampler that gives up; it shows one more number of the source. */
export const notUniform = (uniform: Uniform): MoestatError =>
  new MoestatError(
    `invalid uniform; not a source of uniform numbers, ${mostProposals} proposals in a row were rejected: ${shown(uniform())}`,
  );
