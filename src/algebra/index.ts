export type { Combination, Dependence } from "./dependence.js";
export { gaussHermiteSolution } from "./gaussHermite.js";
export {
  type Independence,
  type IndependenceBlock,
  type IndependenceOptions,
  independence,
} from "./independence.js";
export { type InteractionOptions, interaction } from "./interaction.js";
export { type PolynomialResidual, type PolynomialSearch, polynomialResidual } from "./polynomialResidual.js";
export { type PolynomialEquation, type PolynomialPoint, polynomialSystem } from "./polynomialSystem.js";
export { type Rbar, rbar } from "./rbar.js";
