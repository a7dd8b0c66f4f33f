import type { Basis, Bounds, Expert, Family, FieldSpec, Gating, Predictor, ResponseScale } from "./family.js";
import type { FamilyParams, Field, Params, Sample } from "./types.js";

/** One expert's coefficients of one predictor within the flat parameter vector theta. */
export interface Slot {
  readonly part: "gating" | "experts";
  readonly atom: number;
  readonly predictorIndex: number;
  readonly predictor: Predictor;
  /** Position of the first coefficient in theta; -1 where the coefficients are pinned at 0. */
  readonly offset: number;
  readonly length: number;
}

/** The flat parameter vector: which entries belong to which expert and predictor. */
export interface Layout {
  readonly slots: readonly Slot[];
  readonly size: number;
  readonly experts: number;
  readonly inputs: number;
}

const lengthOf = ({ basis }: Predictor, d: number) =>
  basis === "constant" ? 1 : basis === "linear" ? d : d + 1;

/** Lays out k experts on d inputs: gating first, then experts; within each, atom by atom. */
export function layoutOf(gating: Gating, expert: Expert, k: number, d: number): Layout {
  const slots: Slot[] = [];
  let size = 0;
  const add = (part: Slot["part"], family: Family) => {
    const shared = new Map<number, number>();
    for (let atom = 0; atom < k; atom++) {
      family.predictors.forEach((predictor, predictorIndex) => {
        const length = lengthOf(predictor, d);
        let offset = shared.get(predictorIndex) ?? size;
        if (predictor.pinned && atom === k - 1) offset = -1;
        else if (offset === size) size += length;
        if (predictor.shared) shared.set(predictorIndex, offset);
        slots.push({ part, atom, predictorIndex, predictor, offset, length });
      });
    }
  };
  add("gating", gating);
  add("experts", expert);
  return { slots, size, experts: k, inputs: d };
}

/** Location and scale of each input column and of the response: the units in which a fit runs. */
export interface Units {
  readonly centre: readonly number[];
  readonly scale: readonly number[];
  readonly response: ResponseScale;
}

/** The data's own units: nothing is moved or scaled. */
export const rawUnits = (d: number): Units => ({
  centre: new Array<number>(d).fill(0),
  scale: new Array<number>(d).fill(1),
  response: { centre: 0, scale: 1 },
});

/** Mean 0 and standard deviation 1 for each input, and for the response if it has a unit of its own. */
export function standardUnits({ x, y }: Sample, expert: Expert): Units {
  const moments = x.map(meanAndSd);
  return {
    centre: moments.map(([mean]) => mean),
    scale: moments.map(([, sd]) => sd),
    response: expert.scalesResponse ? responseOf(y) : { centre: 0, scale: 1 },
  };
}
const responseOf = (y: Float64Array): ResponseScale => {
  const [centre, scale] = meanAndSd(y);
  return { centre, scale };
};

function meanAndSd(values: Float64Array): [number, number] {
  const n = values.length;
  let sum = 0;
  for (let t = 0; t < n; t++) sum += values[t];
  const mean = sum / n;
  let squares = 0;
  for (let t = 0; t < n; t++) squares += (values[t] - mean) ** 2;
  return [mean, Math.sqrt(squares / n) || 1];
}

/** The three bases of predictors over standardised inputs. Only columns that change are copied. */
export function basesOf({ x }: Sample, units: Units): Record<Predictor["basis"], Basis> {
  const columns = (centred: boolean) =>
    x.map((column, j) => {
      const centre = centred ? units.centre[j] : 0;
      const scale = units.scale[j];
      return centre === 0 && scale === 1 ? column : column.map((value) => (value - centre) / scale);
    });
  // Without an intercept a shift of the inputs would change the model, so `linear` columns are only scaled.
  let affine: Basis | undefined;
  let linear: Basis | undefined;
  return {
    get affine() {
      affine ??= { intercept: true, columns: columns(true) };
      return affine;
    },
    get linear() {
      linear ??= { intercept: false, columns: columns(false) };
      return linear;
    },
    constant: { intercept: true, columns: [] },
  };
}

/** Converts parameters to and from theta, the coefficients in given units. The only place that does. */
export interface Coordinates {
  readonly layout: Layout;
  readonly toTheta: (params: Params) => Float64Array;
  readonly toParams: (theta: Float64Array) => Params;
  /** The box that the bounds make of the parameter set. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export function coordinatesOf(
  gating: Gating,
  expert: Expert,
  layout: Layout,
  units: Units,
  bounds: Bounds,
): Coordinates {
  const { slots, size, experts: k, inputs: d } = layout;
  const expertScale = expert.predictorScale(units.response);
  const families = { gating, experts: expert };
  const scaleOf = (slot: Slot) =>
    slot.part === "experts" ? expertScale[slot.predictorIndex] : { shift: 0, scale: 1 };

  // Natural (intercept, slopes) of a slot to coefficients on the standardised basis, and back.
  const inward = (slot: Slot, intercept: number, slopes: readonly number[]): number[] => {
    const { shift, scale } = scaleOf(slot);
    const inner = slopes.map((c, j) => (c * units.scale[j]) / scale);
    if (slot.predictor.basis === "linear") return inner;
    const moved = slopes.reduce((sum, c, j) => sum + c * units.centre[j], intercept);
    return [(moved - shift) / scale, ...inner];
  };
  const outward = (slot: Slot, inner: ArrayLike<number>): [number, number[]] => {
    const { shift, scale } = scaleOf(slot);
    const basis = slot.predictor.basis;
    const first = basis === "linear" ? 0 : 1;
    const slopes =
      basis === "constant"
        ? []
        : Array.from({ length: d }, (_, j) => (scale * inner[first + j]) / units.scale[j]);
    const moved = slopes.reduce((sum, c, j) => sum - c * units.centre[j], 0);
    return [basis === "linear" ? 0 : shift + scale * inner[0] + moved, slopes];
  };

  const toTheta = (params: Params): Float64Array => {
    const theta = new Float64Array(size);
    for (const slot of slots) {
      if (slot.offset < 0) continue;
      const own = naturalOf(params[slot.part], families[slot.part], slot.predictorIndex, slot.atom, d);
      if (slot.predictor.pinned) {
        const last = naturalOf(params[slot.part], families[slot.part], slot.predictorIndex, k - 1, d);
        own.intercept -= last.intercept;
        own.slopes = own.slopes.map((c, j) => c - last.slopes[j]);
      }
      theta.set(inward(slot, own.intercept, own.slopes), slot.offset);
    }
    return theta;
  };

  const toParams = (theta: Float64Array): Params => {
    const parts = { gating: emptyFields(gating), experts: emptyFields(expert) };
    for (const slot of slots) {
      const inner = slot.offset < 0 ? new Float64Array(slot.length) : theta.subarray(slot.offset);
      // Pinned coefficients are 0 in every unit; outward would leave -0 behind.
      const [intercept, slopes] = slot.offset < 0 ? [0, new Array<number>(d).fill(0)] : outward(slot, inner);
      for (const [name, spec] of Object.entries(families[slot.part].fields)) {
        if (spec.predictor !== slot.predictorIndex) continue;
        const linked = (c: number) => (spec.link === "log" ? Math.exp(c) : c);
        parts[slot.part][name].push(spec.part === "intercept" ? linked(intercept) : slopes.map(linked));
      }
    }
    return {
      gating: { name: gating.name, ...parts.gating } as FamilyParams,
      experts: { name: expert.name, ...parts.experts } as FamilyParams,
    };
  };

  const low = new Float64Array(size);
  const high = new Float64Array(size);
  for (const { offset, length, predictor } of slots) {
    if (offset < 0) continue;
    low.fill(bounds[predictor.bound][0], offset, offset + length);
    high.fill(bounds[predictor.bound][1], offset, offset + length);
  }
  return { layout, toTheta, toParams, low, high };
}

const emptyFields = (family: Family): Record<string, (number | number[])[]> =>
  Object.fromEntries(Object.keys(family.fields).map((name) => [name, []]));

/** Intercept and slopes of one predictor of one expert, read off the natural parameters. */
function naturalOf(params: FamilyParams, family: Family, predictor: number, atom: number, d: number) {
  const natural = { intercept: 0, slopes: new Array<number>(d).fill(0) };
  for (const [name, spec] of Object.entries(family.fields)) {
    if (spec.predictor !== predictor) continue;
    const entry = (params[name] as Field)[atom];
    const unlinked = (value: number) => (spec.link === "log" ? Math.log(value) : value);
    if (spec.part === "intercept") natural.intercept = unlinked(entry as number);
    else natural.slopes = (entry as readonly number[]).map(unlinked);
  }
  if (family.predictors[predictor].basis === "constant") natural.slopes = [];
  return natural;
}

/**
 * Throws unless `params` holds finite numbers of the right shape for k experts on d inputs, positive where
 * the field must be: `invalid experts.sigma2[1]; not positive: -0.3`.
 */
export function checkParams(gating: Gating, expert: Expert, k: number, d: number, params: Params): void {
  const parts = [
    ["gating", gating],
    ["experts", expert],
  ] as const;
  for (const [part, family] of parts) {
    const given = params?.[part];
    if (typeof given !== "object" || given === null)
      throw new Error(`missing ${part}; not an object: ${given}`);
    if (given.name !== undefined && given.name !== family.name)
      throw new Error(`invalid ${part}.name; the model's is ${family.name}: ${given.name}`);
    for (const [name, spec] of Object.entries(family.fields))
      checkField(`${part}.${name}`, given[name], spec, k, d);
  }
}

function checkField(path: string, field: unknown, spec: FieldSpec, k: number, d: number): void {
  if (field === undefined) throw new Error(`missing ${path}; one entry per expert is needed`);
  if (!Array.isArray(field)) throw new Error(`invalid ${path}; not an array: ${JSON.stringify(field)}`);
  if (field.length !== k)
    throw new Error(`invalid ${path}; ${k} entries expected, one per expert: ${field.length}`);
  for (const [i, entry] of field.entries()) {
    const at = `${path}[${i}]`;
    if (spec.part === "intercept") {
      checkNumber(at, entry, spec);
      continue;
    }
    if (!Array.isArray(entry)) throw new Error(`invalid ${at}; not an array: ${JSON.stringify(entry)}`);
    if (entry.length !== d)
      throw new Error(`invalid ${at}; ${d} entries expected, one per input: ${entry.length}`);
    for (const [j, value] of entry.entries()) checkNumber(`${at}[${j}]`, value, spec);
  }
}

function checkNumber(at: string, value: unknown, { link }: FieldSpec): void {
  if (typeof value !== "number" || !Number.isFinite(value))
    throw new Error(
      `invalid ${at}; not a finite number: ${typeof value === "number" ? value : JSON.stringify(value)}`,
    );
  if (link === "log" && !(value > 0)) throw new Error(`invalid ${at}; not positive: ${value}`);
}
