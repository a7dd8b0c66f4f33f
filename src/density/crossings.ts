/**
 * Where two densities cross, so that |f - g| is smooth between the crossings: sign changes of log f - log g
 * along increasing nodes, and pairs of crossings between neighbouring nodes,
 * found by following |log f - log g| down wherever it has a dip. Differences too small to add 1e-13 to the
 * integral are passed over.
 */
export function crossings(
  logF: (y: number) => number,
  logG: (y: number) => number,
  nodes: readonly number[],
): number[] {
  const contrast = (y: number) => {
    const [f, g] = [logF(y), logG(y)];
    return f === g ? 0 : f - g;
  };
  const values = nodes.map(contrast);
  const sizes = nodes.map(
    (y, i) => Math.abs(Math.expm1(-Math.abs(values[i]))) * Math.exp(Math.max(logF(y), logG(y))),
  );
  const matters = (from: number, to: number) =>
    Math.max(...sizes.slice(from, to + 1)) * (nodes[to] - nodes[from]) > 1e-13;

  const found: number[] = [];
  for (let i = 1; i < nodes.length; i++) {
    if (values[i - 1] * values[i] < 0 && matters(i - 1, i))
      found.push(bisect(contrast, nodes[i - 1], nodes[i]));
    if (values[i] === 0 && matters(i - 1, i + 1)) found.push(nodes[i]);
    const [before, here, after] = [values[i - 1], values[i], values[i + 1]];
    const dips =
      before * here > 0 &&
      here * after > 0 &&
      Math.abs(here) < Math.abs(before) &&
      Math.abs(here) <= Math.abs(after);
    if (dips && matters(i - 1, i + 1)) {
      const turn = beyondZero((y) => Math.sign(here) * contrast(y), nodes[i - 1], nodes[i + 1]);
      if (turn !== undefined)
        found.push(bisect(contrast, nodes[i - 1], turn), bisect(contrast, turn, nodes[i + 1]));
    }
  }
  return found.sort((p, q) => p - q);
}

/** A change of sign between two points, to a billionth of their distance: what is left adds ~1e-18. */
function bisect(f: (y: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  const sign = Math.sign(f(low));
  for (let step = 0; step < 30; step++) {
    const middle = low + (high - low) / 2;
    if (Math.sign(f(middle)) === sign) low = middle;
    else high = middle;
  }
  return low + (high - low) / 2;
}

/** Follows a function with a single dip down by golden sections; the first point found where it is negative. */
function beyondZero(f: (y: number) => number, from: number, to: number): number | undefined {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let left = high - ratio * (high - low);
  let right = low + ratio * (high - low);
  let [atLeft, atRight] = [f(left), f(right)];
  for (let step = 0; step < 30; step++) {
    if (atLeft < 0) return left;
    if (atRight < 0) return right;
    if (atLeft < atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - ratio * (high - low);
      atLeft = f(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + ratio * (high - low);
      atRight = f(right);
    }
  }
  return undefined;
}
