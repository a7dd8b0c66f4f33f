import { combination, dot } from "./orthogonal.js";
import type { SymmetricEigen } from "./symmetricEigen.js";

/**
 * The maximiser of g's + s'Hs/2 subject to |s| <= radius, H given by its spectrum; if only some of its eigenvectors are
 * given, s lies in their span. s = (mu I - H)^-1 g with the smallest mu >= max(0, largest eigenvalue) for which it fits. In the
 * hard case (g is orthogonal to the top eigenvector) that eigenvector fills the step up to the radius.
 * Source: Moré & Sorensen (1983), Computing a trust region step.
 */
export function maximiseWithin(
  g: readonly number[],
  { values, vectors }: SymmetricEigen,
  radius: number,
): Float64Array {
  const p = values.length;
  const components = vectors.map((v) => dot(v, g));
  const top = p > 0 ? values[p - 1] : 0;
  const largest = values.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const tiny = 1e-14 * largest + Number.MIN_VALUE;
  const stepComponent = (i: number, mu: number) =>
    components[i] === 0 ? 0 : components[i] / Math.max(mu - values[i], tiny);
  const stepFor = (mu: number) => components.map((_, i) => stepComponent(i, mu));
  const lengthFor = (mu: number) => {
    let squares = 0;
    for (let i = 0; i < p; i++) squares += stepComponent(i, mu) ** 2;
    return Math.sqrt(squares);
  };
  if (top < -tiny && lengthFor(0) <= radius) return combination(vectors, stepFor(0), g.length);
  // |s(mu)| falls in mu: bracket, then bisect; p is small, so this costs nothing beside a pass over data.
  const floor = Math.max(0, top);
  let low = floor;
  let high = floor + Math.hypot(...components) / radius + tiny;
  for (let i = 0; i < 200 && high - low > 1e-12 * high; i++) {
    const middle = 0.5 * (low + high);
    if (lengthFor(middle) > radius) low = middle;
    else high = middle;
  }
  const inner = stepFor(high);
  const short = radius ** 2 - inner.reduce((sum, c) => sum + c * c, 0);
  const flat = top <= tiny && top >= -tiny;
  if (high - floor <= 1e-9 * (1 + largest) && short > 0 && !flat)
    inner[p - 1] += Math.sign(components[p - 1] || 1) * Math.sqrt(short);
  return combination(vectors, inner, g.length);
}
