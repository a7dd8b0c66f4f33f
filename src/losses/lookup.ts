import { MoestatError } from "../error.js";
import { unknownAmong } from "../words/names.js";
import { isExponent } from "./rules.js";

type Named<T> = Readonly<Record<string, T>>;

/**
 * The loss of that name among `losses`, or, for a name with an exponent in brackets or after a colon
 * (`temperature.dr(2)`, `temperature.dr:2`), the member of that family. Throws
 * `unknown loss "voronio"; known begin with d1, ..., temperature`,
 * `invalid loss "temperature.dr"; it needs its exponent, as in temperature.dr(2)`,
 * `invalid loss "d1(2)"; it has no parameter`,
 * `invalid loss "temperature.dr(0.5)"; the exponent must be at least 1: 0.5`.
 */
export function lookUp<T>(name: string, losses: Named<T>, families: Named<(r: number) => T>): T {
  const [, stem, ...parameters] = /^([^():]+)(?:\(([^()]*)\)|:([^():]*))?$/.exec(name) ?? [];
  const parameter = parameters.find((text) => text !== undefined)?.trim();
  if (stem !== undefined && Object.hasOwn(losses, stem)) {
    if (parameter !== undefined) throw new MoestatError(`invalid loss "${name}"; it has no parameter`);
    return losses[stem];
  }
  if (stem === undefined || !Object.hasOwn(families, stem)) {
    const known = [...Object.keys(losses), ...Object.keys(families).map((family) => `${family}(r)`)];
    throw unknownAmong("loss", name, known);
  }
  if (!parameter) throw new MoestatError(`invalid loss "${name}"; it needs its exponent, as in ${stem}(2)`);
  const r = Number(parameter);
  if (!isExponent(r))
    throw new MoestatError(`invalid loss "${name}"; the exponent must be at least 1: ${parameter}`);
  return families[stem](r);
}
