import seedrandom from "seedrandom";
import type { Uniform } from "../types.js";

/**
 * The random stream of a purpose, for example "seed/experiment/1000/7/sample": uniform doubles in [0, 1) with 53
 * random bits. Equal keys give equal streams, on any machine; different keys give unrelated ones.
 *
 * `seedrandom` (ARC4) turns the key into the state of the small fast counter generator sfc32 (C. Doty-Humphrey,
 * PractRand): 128 bits of state of which 32 are a counter, so that no stream repeats before 2^31 doubles. Why not
 * a generator of seedrandom itself: the best of them for this purpose are sound but cost 12 (alea), 15 (tychei) and
 * 75 ns (ARC4) a double against 5 to 9 here, and three doubles make one observation; xor128, xorwow and xorshift7
 * are unfit for keyed streams, since keys that differ in a digit start correlated, or even equal, streams.
 *
 * @example
 * ```ts
 * import { stream } from "moestat";
 *
 * const uniform = stream("my seed/replicate 7");
 * uniform(); // a number in [0, 1), the same on every machine
 * ```
 */
export function stream(key: string): Uniform {
  // ARC4 repeats its key cyclically ("1" and "11" would be one stream) and reads the low byte of each character only.
  const words = seedrandom(String.fromCharCode(...new TextEncoder().encode(key), 0));
  const state = Int32Array.of(words.int32(), words.int32(), words.int32(), 1);
  const uniform = () => {
    let a = state[0];
    let b = state[1];
    let c = state[2];
    const counter = state[3];
    const high = (a + b + counter) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + high) | 0;
    const low = (a + b + counter + 1) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + low;
    state[3] = counter + 2;
    return ((high >>> 5) * 2 ** 26 + (low >>> 6)) * 2 ** -53;
  };
  for (let round = 0; round < 8; round++) uniform();
  return uniform;
}
