import type { Tail } from "../types.js";
import { betaTail } from "./incompleteBeta.js";

/**
 * Student's t law with nu > 0 degrees of freedom: P(T <= z), or with the tail `upper` P(T > z); the smaller keeps its digits, up to abs(z) about 1e150 sqrt(nu). Half of
 * the beta law's I_{nu / (nu + z^2)}(nu / 2, 1 / 2) is beyond |z|. Source: Abramowitz and Stegun, 26.7.1.
 */
export function studentTail(z: number, nu: number, tail: Tail): number {
  // The square of z itself may be no number.
  const ratio = Math.abs(z) / Math.sqrt(nu);
  const square = ratio * ratio;
  const x = ratio > 1e8 ? (1 / ratio) ** 2 : 1 / (1 + square);
  const y = ratio > 1e8 ? 1 - x : square / (1 + square);
  const beyond = 0.5 * betaTail(nu / 2, 0.5, x, y, "lower");
  return z > 0 === (tail === "upper") ? beyond : 1 - beyond;
}
