import { MoestatError } from "../error.js";
import { shown } from "../numeric/shown.js";

/** Throws `invalid d; not an integer from 1 to 6: 0` unless the value is an integer within the range. */
export function checkInteger(name: string, value: unknown, least: number, most = Infinity): void {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
  const rule =
    most < Infinity
      ? `not an integer from ${least} to ${most}`
      : least === 1
        ? "not a positive integer"
        : `not an integer of at least ${least}`;
  throw new MoestatError(`invalid ${name}; ${rule}: ${shown(value)}`);
}

/** Throws `invalid tau; not a positive number: 0` unless the value is a finite number above 0. */
export function checkPositive(name: string, value: unknown): void {
  if (!(typeof value === "number" && value > 0 && value < Infinity))
    throw new MoestatError(`invalid ${name}; not a positive number: ${shown(value)}`);
}

/** Throws unless the value is an array of that many finite numbers. */
export function checkVector(name: string, value: unknown, length: number): void {
  if (!Array.isArray(value)) throw new MoestatError(`invalid ${name}; not an array: ${shown(value)}`);
  if (value.length !== length)
    throw new MoestatError(`invalid ${name}; not of length ${length}: ${shown(value)}`);
  const bad = value.findIndex((entry) => !Number.isFinite(entry));
  if (bad >= 0) throw new MoestatError(`invalid ${name}[${bad}]; not a finite number: ${shown(value[bad])}`);
}
