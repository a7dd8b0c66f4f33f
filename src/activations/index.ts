import { MoestatError } from "../error.js";
import { shown } from "../numeric/shown.js";
import { unknownName } from "../words/names.js";
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
 * parameter, as in xgelu(0.1)`, `invalid activation "tanh(2)"; it has no parameter`, `invalid parameter of xgelu;
 * not a number from -100 to 100: 1e+308`.
 */
export function activationByName(text: string): Activation {
  const { name, alpha } = partsOf(text);
  if (!Object.hasOwn(activations, name)) throw unknownName("activation", text, known);
  if (alpha === undefined) return activations[name]();
  if (Object.hasOwn(plain, name))
    throw new MoestatError(`invalid activation ${shown(text)}; it has no parameter`);
  if (!Number.isFinite(alpha))
    throw new MoestatError(`invalid activation ${shown(text)}; its parameter is not a finite number`);
  return activations[name](alpha);
}

/** An activation by its name, or one of the caller's own. Throws where that is no activation. */
export function activationOf(given: string | Activation): Activation {
  if (typeof given === "string") return activationByName(given);
  if (typeof given?.name === "string" && typeof given.evaluate === "function") {
    checkOwnName(given);
    return given;
  }
  throw new MoestatError(`invalid activation; an activation has a name and evaluate: ${shown(given)}`);
}

/** Places at which two activations of one name must agree. */
const places = Float64Array.of(-4, -1.3, -0.4, 0, 0.2, 1, 5);

/**
 * Throws where an activation of the caller's own has the name of another one of the list: records carry the name, and would be read as the one of
 * the list.
 */
function checkOwnName(given: Activation): void {
  const { name, alpha } = partsOf(given.name);
  if (!Object.hasOwn(activations, name)) return;
  const valuesOf = ({ evaluate }: Activation) => {
    const [value, first, second] = [0, 1, 2].map(() => new Float64Array(places.length));
    evaluate(places.slice(), places.length, 0, value, first, second);
    return value;
  };
  const listed = valuesOf(activationByName(alpha === undefined ? name : given.name));
  if (valuesOf(given).some((value, t) => !(Math.abs(value - listed[t]) <= 1e-9)))
    throw new MoestatError(`invalid activation; its name is that of another, of the package: ${given.name}`);
}

/**
 * The name that a record carries for the activation that a text names: `xgelu(0.1)` for `xGELU:0.1`. Of one that is
 * not in the list, the text as it stands.
 */
export function activationName(text: string): string {
  const { name, alpha } = partsOf(text);
  if (!Object.hasOwn(activations, name)) return text;
  return alpha === undefined ? name : `${name}(${alpha})`;
}

/** Name and parameter of `xGELU(0.1)` or `xGELU:0.1`: xgelu and 0.1, NaN for what is no number. No name in other texts. */
function partsOf(text: string): { readonly name: string; readonly alpha?: number } {
  const [, word = "", inBrackets, afterColon] =
    /^\s*(\w+)\s*(?:\(([^()]*)\)|:([^()]*))?\s*$/.exec(text) ?? [];
  const name = word.toLowerCase();
  const parameter = (inBrackets ?? afterColon)?.trim();
  return parameter === undefined
    ? { name }
    : { name, alpha: parameter === "" ? Number.NaN : Number(parameter) };
}

const known = [...Object.keys(plain), ...Object.keys(withParameter).map((name) => `${name}(alpha)`)];
