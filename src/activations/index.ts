import { arctan } from "./arctan.js";
import { gelu } from "./gelu.js";
import { identity } from "./identity.js";
import { relu } from "./relu.js";
import { sigmoid } from "./sigmoid.js";
import { silu } from "./silu.js";
import { sin } from "./sin.js";
import { softplus } from "./softplus.js";
import { tanh } from "./tanh.js";
import type { Activation } from "./types.js";
import { xatlu } from "./xatlu.js";
import { xgelu } from "./xgelu.js";
import { xsilu } from "./xsilu.js";

export type { Activation } from "./types.js";

const plain = { identity, sigmoid, tanh, relu, gelu, silu, softplus, sin, arctan };
const withParameter = { xatlu, xgelu, xsilu };

/** The activations by name; those with a parameter (xatlu, xgelu, xsilu) must be given it. */
export const activations: Readonly<Record<string, (alpha?: number) => Activation>> = {
  ...plain,
  ...withParameter,
};

/**
 * The activation that a text names, in upper or lower case: `sigmoid`, `ReLU`, and with a parameter `xGELU(0.1)`
 * or `xGELU:0.1`. Throws `unknown activation "foo"; known: ...`, `invalid activation "xgelu"; it needs its
 * parameter, as in xgelu(0.1)`, `invalid activation "tanh(2)"; it has no parameter`.
 */
export function activationByName(text: string): Activation {
  const [, word, inBrackets, afterColon] = /^\s*(\w+)\s*(?:\(([^()]*)\)|:([^()]*))?\s*$/.exec(text) ?? [];
  const name = word?.toLowerCase() ?? "";
  if (!Object.hasOwn(activations, name)) throw new Error(`unknown activation "${text}"; known: ${known}`);
  const parameter = inBrackets ?? afterColon;
  if (parameter === undefined) return activations[name]();
  if (Object.hasOwn(plain, name)) throw new Error(`invalid activation "${text}"; it has no parameter`);
  const alpha = parameter.trim() === "" ? Number.NaN : Number(parameter);
  if (!Number.isFinite(alpha))
    throw new Error(`invalid activation "${text}"; its parameter is not a finite number`);
  return activations[name](alpha);
}

const known = [...Object.keys(plain), ...Object.keys(withParameter).map((name) => `${name}(alpha)`)].join(
  ", ",
);
