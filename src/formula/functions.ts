/** What a function of a formula takes: names of its arguments in their order, of which the first so many must be there. */
export interface Signature {
  readonly takes: readonly string[];
  readonly needs: number;
  /** Those that may be several values, as c() joins them. */
  readonly several?: readonly string[];
}

const ofOne: Signature = { takes: ["x"], needs: 1 };

/** The functions of numbers, value by value. */
export const elementwise: Readonly<Record<string, (x: number) => number>> = {
  exp: Math.exp,
  sqrt: Math.sqrt,
  abs: Math.abs,
  sin: Math.sin,
  cos: Math.cos,
  log2: Math.log2,
  log10: Math.log10,
};

/** The functions that a formula knows. `c`, `cbind` and `offset` have places of their own; see `checkTerms`. */
export const functions: Readonly<Record<string, Signature>> = {
  ...Object.fromEntries(Object.keys(elementwise).map((name) => [name, ofOne])),
  I: ofOne,
  log: { takes: ["x", "base"], needs: 1 },
  poly: { takes: ["x", "degree", "raw"], needs: 1 },
  ns: {
    takes: ["x", "df", "knots", "intercept", "Boundary.knots"],
    needs: 1,
    several: ["knots", "Boundary.knots"],
  },
  bs: {
    takes: ["x", "df", "knots", "degree", "intercept", "Boundary.knots"],
    needs: 1,
    several: ["knots", "Boundary.knots"],
  },
  scale: { takes: ["x", "center", "scale"], needs: 1 },
  factor: { takes: ["x", "levels"], needs: 1, several: ["levels"] },
  offset: ofOne,
  cbind: { takes: ["successes", "failures"], needs: 2 },
};

/** The arguments of a call by their names. They are known to fit: see `checkTerms`. */
export function argumentsOf<Value>(
  name: string,
  given: readonly { readonly name?: string; readonly value: Value }[],
): Readonly<Record<string, Value | undefined>> {
  const named = new Map(given.flatMap((one) => (one.name === undefined ? [] : [[one.name, one.value]])));
  const free = functions[name].takes.filter((parameter) => !named.has(parameter));
  const placed = given.filter((one) => one.name === undefined);
  return Object.fromEntries([...named, ...placed.map(({ value }, i) => [free[i], value] as const)]);
}
