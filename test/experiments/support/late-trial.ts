import toyTrial from "./toy.js";

// A module that takes a second to load.
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);

/** The toy trial. */
export default toyTrial;
