export { type PolynomialResidual, type PolynomialSearch, polynomialResidual } from "./polynomialResidual.js";
export { type PolynomialEquation, type PolynomialPoint, polynomialSystem } from "./polynomialSystem.js";
export { type Rbar, rbar } from "./rbar.js";
