import type { Kernels, TermKernel } from "./kernels.js";
import { simdModule } from "./simdModule.js";
import type { Engine } from "./workspace.js";

/** As much of the WebAssembly interface as is used; the language's own library does not declare it. */
interface WasmInterface {
  readonly validate: (code: Uint8Array) => boolean;
  readonly Module: new (code: Uint8Array) => object;
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

declare const WebAssembly: WasmInterface | undefined;

/**
 * The kernels in WebAssembly SIMD, or undefined where there is none. Grounds of about the same size share their memory:
 * what a likelihood leaves in its workspace means nothing once it has returned, and hot memory is fast.
 */
export function simdEngine(): Engine | undefined {
  if (typeof WebAssembly === "undefined") return undefined;
  const wasm = WebAssembly;
  const code = Uint8Array.from(atob(simdModule), (character) => character.charCodeAt(0));
  if (!wasm.validate(code)) return undefined;
  const module = new wasm.Module(code);
  const workspaces = new Map<number, ReturnType<Engine>>();
  return (doubles) => {
    // A power of two of pages, each of 64 KiB.
    const pages = 2 ** Math.max(0, Math.ceil(Math.log2(doubles / 8192)));
    const known = workspaces.get(pages);
    if (known) return known;
    const memory = new wasm.Memory({ initial: pages, maximum: pages });
    const { exports } = new wasm.Instance(module, { env: { memory }, host: { log: Math.log, base: 0 } });
    const M = new Float64Array(memory.buffer);
    const own = exports as Exports;
    const workspace = { M, kernels: { ...own, terms: termKernels(own, M), densities: densityKernels(own) } };
    workspaces.set(pages, workspace);
    return workspace;
  };
}

/** The module's functions: the kernels, and the terms of families. */
interface Exports extends Omit<Kernels, "terms" | "densities"> {
  readonly gaussian: (
    mean: number,
    top: number,
    s: number,
    y: number,
    m: number,
    order: number,
    value: number,
    first: number,
    second: number,
  ) => void;
  readonly activated: (
    kind: number,
    offset: number,
    z: number,
    inverse: number,
    m: number,
    order: number,
    value: number,
    first: number,
    second: number,
  ) => void;
  readonly multinomialLogistic: (
    logs: 0 | 1,
    scores: number,
    classes: number,
    y: number,
    m: number,
    order: number,
    value: number,
    first: number,
    second: number,
  ) => void;
}

/** The activations that the module knows, in the order of its numbers for them. */
const activationKinds = ["sigmoid", "tanh", "gelu", "silu"];

const halfLog2Pi = 0.5 * Math.log(2 * Math.PI);

function termKernels(own: Exports, M: Float64Array): Record<string, TermKernel> {
  const { gaussian, activated } = own;
  return {
    gaussian: ([mean, logVariance], y, m, order, { value, first, second }) => {
      const v = M[logVariance];
      gaussian(mean, -0.5 * v - halfLog2Pi, Math.exp(-v), y, m, order, value, first[0], second[0][0]);
    },
    ...Object.fromEntries(
      activationKinds.map((name, kind): [string, TermKernel] => [
        `activation ${name}`,
        ([offset, slope, logTemperature], _y, m, order, { value, first, second }) => {
          const inverse = Math.exp(-M[logTemperature]);
          activated(kind, M[offset], slope, inverse, m, order, value, first[0], second[0][0]);
        },
      ]),
    ),
    multinomialLogistic: classKernel(own, 1),
  };
}

const densityKernels = (own: Exports) => ({ multinomialLogistic: classKernel(own, 0) });

/** The terms of multinomial logistic experts: with the log probability of the class as their value, or the probability. */
const classKernel =
  ({ multinomialLogistic }: Exports, logs: 0 | 1): TermKernel =>
  (scores, y, m, order, { value, first, second }) =>
    multinomialLogistic(logs, scores[0], scores.length, y, m, order, value, first[0], second[0][0]);
