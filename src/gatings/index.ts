import type { Gating } from "../family.js";
import type { Factory } from "../params/options.js";
import { activationDenseToSparse } from "./activationDenseToSparse.js";
import { denseToSparse } from "./denseToSparse.js";
import { modifiedSoftmax } from "./modifiedSoftmax.js";
import { softmax } from "./softmax.js";

/** All gatings by the name that parameter records carry; each takes its options from such a record. */
export const gatings: Readonly<Record<string, Factory<Gating>>> = {
  softmax,
  denseToSparse,
  activationDenseToSparse,
  modifiedSoftmax,
};
