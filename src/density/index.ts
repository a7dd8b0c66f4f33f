export { hellinger } from "./hellinger.js";
export { totalVariation } from "./totalVariation.js";
export { uniformLaw } from "./uniformLaw.js";
