// Two doubles at a time in a register of 128 bits, and where they are in memory.

// The host's logarithm, so that the module needs no tables of its own: its memory is the workspace from the first byte on.
@external("host", "log")
export declare function log(x: f64): f64;
/** 0: an address that the compiler does not know, so that constants are loaded relative to a register. */
@external("host", "base")
export declare const base: i32;

/** Bytes from one block to the next; must be 8 `blockStride`. */
export const STRIDE: usize = 776 * 8;

@inline
export function at(offset: i32): usize {
  return (<usize>offset) << 3;
}
@inline
export function get(address: usize): v128 {
  return v128.load(address);
}
@inline
export function put(address: usize, value: v128): void {
  v128.store(address, value);
}
@inline
export function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}
@inline
export function sub(a: v128, b: v128): v128 {
  return f64x2.sub(a, b);
}
@inline
export function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}
/** The sum of both lanes. */
@inline
export function both(a: v128): f64 {
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}
/** Adds the sum of both lanes to a double in memory. */
@inline
export function accumulate(address: usize, value: v128): void {
  store<f64>(address, load<f64>(address) + both(value));
}
