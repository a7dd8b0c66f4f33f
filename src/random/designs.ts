import { MoestatError } from "../error.js";
import type { Design, Uniform } from "../types.js";
import { checkNames, unknownName } from "../words/names.js";
import { normal } from "./normal.js";

/** n equally spaced points from `from` to `to`, both exact (n = 1: `from`); d = 1, nothing random. */
export function grid(options: { from?: number; to?: number } = {}): Design {
  checkNames("grid", options, ["from", "to"]);
  const { from = 0, to = 1 } = options;
  const name = `grid:${from}:${to}`;
  checkRange(name, from, to);
  return {
    name,
    d: 1,
    range: { from, to },
    draw: (n) => {
      const column = new Float64Array(n);
      const last = n - 1;
      for (let t = 1; t < last; t++) column[t] = (from * (last - t) + to * t) / last;
      column[last] = to;
      column[0] = from;
      return [column];
    },
  };
}

/** d independent inputs, each uniform between `from` and `to`. Drawn column by column. */
export function uniformDesign(options: { d?: number; from?: number; to?: number } = {}): Design {
  checkNames("uniformDesign", options, ["d", "from", "to"]);
  const { d = 1, from = -1, to = 1 } = options;
  const name = `uniform:${from}:${to}${d === 1 ? "" : `:${d}`}`;
  checkRange(name, from, to);
  checkInputs(name, d);
  const width = to - from;
  return { name, d, range: { from, to }, draw: (n, source) => columns(n, d, () => from + width * source()) };
}

/** @deprecated The name of the design is `uniformDesign`; `uniform` is a source of random numbers, as `sample` takes it. */
export const uniform = uniformDesign;

/** d independent inputs, each normal with the given mean and standard deviation. Drawn column by column. */
export function normalDesign(options: { d?: number; mean?: number; sd?: number } = {}): Design {
  checkNames("normalDesign", options, ["d", "mean", "sd"]);
  const { d = 1, mean = 0, sd = 1 } = options;
  const name = `normal:${mean}:${sd}${d === 1 ? "" : `:${d}`}`;
  if (!Number.isFinite(mean)) throw new MoestatError(`invalid design "${name}"; mean is not finite: ${mean}`);
  if (!(sd > 0 && sd < Infinity))
    throw new MoestatError(`invalid design "${name}"; sd is not positive: ${sd}`);
  checkInputs(name, d);
  return {
    name,
    d,
    draw: (n, source: Uniform) => {
      const standard = normal(source);
      return columns(n, d, () => mean + sd * standard());
    },
  };
}

/**
 * The caller's own inputs: a list of numbers (d = 1), of rows (arrays of d numbers, one for each point) or of
 * columns (Float64Arrays, one for each input). `draw` must be asked for exactly that many points. Copies.
 * Throws where the lengths differ or a value is not finite.
 */
export function given(
  x: readonly number[] | readonly (readonly number[])[] | readonly Float64Array[],
): Design {
  const fixed = asColumns(x);
  const points = fixed[0].length;
  return {
    name: "given",
    d: fixed.length,
    draw: (n) => {
      if (n !== points) throw new MoestatError(`invalid n; the given design has ${points} points: ${n}`);
      return fixed.map((column) => column.slice());
    },
  };
}

/** Per design its usage, the largest number of values it takes, and how it is made of them. */
const designs: Readonly<
  Record<string, { usage: string; most: number; make: (a: number, b: number, d: number) => Design }>
> = {
  grid: { usage: "grid:from:to", most: 2, make: (from, to) => grid({ from, to }) },
  uniform: { usage: "uniform:from:to[:d]", most: 3, make: (from, to, d) => uniformDesign({ from, to, d }) },
  normal: { usage: "normal:mean:sd[:d]", most: 3, make: (mean, sd, d) => normalDesign({ mean, sd, d }) },
};

/**
 * The design that a text describes: `grid:0:1`, `uniform:-1:1`, `normal:0:1`; with a number of inputs at the end
 * (`uniform:-1:1:3`) where d is not 1. A design's `name` is such a text. Throws an error that says what is wrong.
 */
export function parseDesign(text: string): Design {
  const [name, ...fields] = text.trim().split(":");
  if (!Object.hasOwn(designs, name)) throw unknownName("design", name, Object.keys(designs));
  const { usage, most, make } = designs[name];
  if (fields.length < 2 || fields.length > most)
    throw new MoestatError(`invalid design "${text}"; expected ${usage}`);
  const [first, second, d = 1] = fields.map((field) => {
    const value = field.trim() === "" ? Number.NaN : Number(field);
    if (!Number.isFinite(value))
      throw new MoestatError(`invalid design "${text}"; not a finite number: "${field}"`);
    return value;
  });
  return make(first, second, d);
}

function columns(n: number, d: number, draw: () => number): Float64Array[] {
  return Array.from({ length: d }, () => {
    const column = new Float64Array(n);
    for (let t = 0; t < n; t++) column[t] = draw();
    return column;
  });
}

function asColumns(x: readonly (number | readonly number[] | Float64Array)[]): Float64Array[] {
  if (x.length === 0) throw new MoestatError("invalid given design; it has no points");
  const byColumn = x.every((column) => column instanceof Float64Array);
  const first = typeof x[0] === "number" ? [x[0]] : x[0];
  if (first.length === 0)
    throw new MoestatError(`invalid given design; it has no ${byColumn ? "points" : "inputs"}`);
  const vectors = x.map((vector, t) => {
    const values = typeof vector === "number" ? [vector] : vector;
    if (values.length !== first.length)
      throw new MoestatError(`invalid x[${t}]; length ${values.length} where x[0] has ${first.length}`);
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new MoestatError(
        `invalid x[${t}]${typeof vector === "number" ? "" : `[${bad}]`}; not finite: ${values[bad]}`,
      );
    return values;
  });
  if (byColumn) return vectors.map((column) => Float64Array.from(column));
  return Array.from(first, (_, j) => Float64Array.from(vectors, (row) => row[j]));
}

function checkRange(name: string, from: number, to: number): void {
  if (!Number.isFinite(from)) throw new MoestatError(`invalid design "${name}"; from is not finite: ${from}`);
  if (!Number.isFinite(to)) throw new MoestatError(`invalid design "${name}"; to is not finite: ${to}`);
  if (!(from < to)) throw new MoestatError(`invalid design "${name}"; from must be below to`);
}

function checkInputs(name: string, d: number): void {
  if (!(Number.isInteger(d) && d > 0))
    throw new MoestatError(`invalid design "${name}"; d is not a positive integer: ${d}`);
}
