import { halfLog2Pi } from "./gamma.js";
import type { Engine, Kernels, TermAt, TermKernel, Workspace } from "./kernels.js";
import { simdModule } from "./simdModule.js";

/** As much of the WebAssembly interface as is used; the language's own library does not declare it. */
interface WasmInterface {
  readonly validate: (code: Uint8Array) => boolean;
  readonly Module: new (code: Uint8Array) => object;
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

declare const WebAssembly: WasmInterface | undefined;

/**
 * The kernels in WebAssembly SIMD, or undefined where there is none. The engine hands out one workspace again and again to all
 * who ask for about the same size, since memory that is hot is fast: each of them finds there what others have left, and
 * must be done before the next begins (see `Engine`).
 */
export function simdEngine(): Engine | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  const wasm = WebAssembly;
  const code = Uint8Array.from(atob(simdModule), (character) => character.charCodeAt(0));
  if (!wasm.validate(code)) return undefined;
  const module = new wasm.Module(code);
  const make = (pages: number): Workspace => {
    const memory = new wasm.Memory({ initial: pages, maximum: pages });
    const { exports } = new wasm.Instance(module, { env: { memory }, host: { log: Math.log, base: 0 } });
    const M = new Float64Array(memory.buffer);
    return { M, kernels: kernelsOf(exports as Exports, M) };
  };
  const handedOut = new Map<number, Workspace>();
  return (doubles) => {
    // A power of two of pages, each of 64 KiB.
    const pages = 2 ** Math.max(0, Math.ceil(Math.log2(doubles / 8192)));
    const workspace = handedOut.get(pages) ?? make(pages);
    handedOut.set(pages, workspace);
    return workspace;
  };
}

/** A function of the module for the terms of a family; all its arguments are numbers, offsets among them. */
type TermFunction = (...numbers: number[]) => void;

/** The module's functions: the kernels, and the terms of families. */
interface Exports extends Omit<Kernels, "terms" | "densities"> {
  readonly gaussian: TermFunction;
  readonly activated: TermFunction;
  readonly multinomialLogistic: TermFunction;
  readonly SIGMOID: ActivationNumber;
  readonly TANH: ActivationNumber;
  readonly GELU: ActivationNumber;
  readonly SILU: ActivationNumber;
}

/** What `activated` calls an activation: a constant of assembly/activations.ts, which WebAssembly exports as a global. */
interface ActivationNumber {
  readonly value: number;
}

function kernelsOf(own: Exports, M: Float64Array): Kernels {
  const terms: Record<string, TermKernel> = {};
  const densities: Record<string, TermKernel> = {};
  for (const [name, { term, density }] of Object.entries(termKernels)) {
    terms[name] = term(own, M);
    if (density) densities[name] = density(own, M);
  }
  return { ...own, terms, densities };
}

/** How a family's term is computed by the module, and how with the density in place of its logarithm. */
interface FamilyKernel {
  readonly term: (own: Exports, M: Float64Array) => TermKernel;
  readonly density?: (own: Exports, M: Float64Array) => TermKernel;
}

/** Where the module writes a term: its value, and the first of the neighbouring blocks of derivatives. */
const into = ({ value, first, second }: TermAt) => ({ value, first: first[0], second: second[0][0] });

const gaussian: FamilyKernel = {
  term:
    ({ gaussian }, M) =>
    ([mean, logVariance], y, m, order, term) => {
      const { value, first, second } = into(term);
      const constant = -0.5 * M[logVariance] - halfLog2Pi;
      const precision = Math.exp(-M[logVariance]);
      gaussian(mean, constant, precision, y, m, order, value, first, second);
    },
};

/** The gate score with an activation of the module. */
const activated = (name: "SIGMOID" | "TANH" | "GELU" | "SILU"): FamilyKernel => ({
  term: (own, M) => {
    const { activated } = own;
    const { value: kind } = own[name];
    return ([offset, slope, logTemperature], _y, m, order, term) => {
      const { value, first, second } = into(term);
      const inverse = Math.exp(-M[logTemperature]);
      activated(kind, M[offset], slope, inverse, m, order, value, first, second);
    };
  },
});

const classes =
  (logs: 0 | 1): FamilyKernel["term"] =>
  ({ multinomialLogistic }) =>
  (scores, y, m, order, term) => {
    const { value, first, second } = into(term);
    multinomialLogistic(logs, scores[0], scores.length, y, m, order, value, first, second);
  };

/** The families' kernels by the name that `Family.kernel` gives. */
const termKernels: Readonly<Record<string, FamilyKernel>> = {
  gaussian,
  multinomialLogistic: { term: classes(1), density: classes(0) },
  "activation sigmoid": activated("SIGMOID"),
  "activation tanh": activated("TANH"),
  "activation gelu": activated("GELU"),
  "activation silu": activated("SILU"),
};
