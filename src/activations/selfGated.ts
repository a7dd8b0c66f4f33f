import { MoestatError } from "../error.js";
import { shown } from "../numeric/shown.js";
import type { Distribution } from "./distributions.js";
import type { Activation } from "./types.js";

/**
 * act(z) = z G(z) with G = (1 + 2 alpha) g - alpha for a distribution function g: the gate of z is z itself, its
 * range expanded from (0, 1) to (-alpha, 1 + alpha). act' = G + z G', act'' = 2 G' + z G''.
 */
export const selfGated = (name: string, g: Distribution, alpha = 0): Activation => {
  const width = 1 + 2 * alpha;
  return {
    name,
    evaluate: (z, m, order, value, first, second) => {
      g(z, m, order, value, first, second);
      for (let t = 0; t < m; t++) {
        const gate = width * value[t] - alpha;
        value[t] = z[t] * gate;
        if (order > 1) second[t] = width * (2 * first[t] + z[t] * second[t]);
        if (order > 0) first[t] = gate + z[t] * width * first[t];
      }
    },
  };
};

/**
 * The largest absolute parameter. Beyond it act differs from alpha z (2 g(z) - 1) by less than 1 % of alpha z, so that
 * alpha only stretches the gate, which the temperature does as well.
 */
const largestAlpha = 100;

/** The self-gated activation with a parameter: it has to be given, with |alpha| <= 100. */
export const rangeExpanded = (name: string, g: Distribution, alpha: number | undefined): Activation => {
  if (alpha === undefined)
    throw new MoestatError(`invalid activation "${name}"; it needs its parameter, as in ${name}(0.1)`);
  if (!(typeof alpha === "number" && Math.abs(alpha) <= largestAlpha))
    throw new MoestatError(
      `invalid parameter of ${name}; not a number from -${largestAlpha} to ${largestAlpha}: ${shown(alpha)}`,
    );
  return selfGated(`${name}(${alpha})`, g, alpha);
};
