import type { Lie } from "./change.js";
import { expertMutants } from "./experts.js";
import { gatingMutants } from "./gatings.js";

/** What a mutant is called: `poisson: draws one more`. */
export const titleOf = ({ family, says }: Lie): string => `${family}: ${says}`;

/** Every mutant that the conformance suites must catch. */
export const mutants: readonly Lie[] = [...gatingMutants, ...expertMutants];
