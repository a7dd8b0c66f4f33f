import type { Expert } from "../family.js";
import type { Factory } from "../params/options.js";
import { binomial } from "./binomial.js";
import { gamma } from "./gamma.js";
import { gaussian } from "./gaussian.js";
import { multinomialLogistic } from "./multinomialLogistic.js";
import { pointMass } from "./pointMass.js";
import { poisson } from "./poisson.js";
import { studentT } from "./studentT.js";

/** All experts by the name that parameter records carry; each takes its options from such a record. */
export const experts: Readonly<Record<string, Factory<Expert>>> = {
  binomial,
  gamma,
  gaussian,
  multinomialLogistic,
  pointMass,
  poisson,
  studentT,
};
