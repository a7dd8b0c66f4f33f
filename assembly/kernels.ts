// The block kernels in WebAssembly SIMD: what each computes is said in src/numeric/kernels.ts, its twin in plain
// TypeScript is in src/numeric/plain.ts. Offsets count doubles, m is a multiple of 4; two doubles at a time.
// This file lists them; the compiler inlines what they share.

export { SIGMOID, TANH, GELU, SILU, activated } from "./activations";
export { addCross } from "./cross";
export { exp } from "./exp";
export { gaussian } from "./gaussian";
export { weightedLogs } from "./log";
export { mixture } from "./mixture";
export { curvature, addMoments, addOwnMoments } from "./moments";
export { multinomialLogistic } from "./multinomialLogistic";
export { weightedPosterior, posterior } from "./posterior";
export { prior } from "./prior";
export { linear, addLinear, addAbove, keepLargest } from "./scores";
export { sum, dot, weightedGap, product, weightedRow, productRow } from "./sums";
