import { exp as expOf } from "./exp.js";
import { blockLength, blockStride, type Kernels, padded } from "./kernels.js";

/** The kernels in TypeScript, on the workspace M: the reference, and what runs where there is no WebAssembly SIMD. */
export function plainKernels(M: Float64Array): Kernels {
  const work = new Float64Array(blockLength);

  const exp: Kernels["exp"] = (values, m, out) => {
    for (let t = 0; t < m; t++) M[out + t] = expOf(M[values + t]);
  };

  const linear: Kernels["linear"] = (eta, c0, c1, x, m) => {
    for (let t = 0; t < m; t++) M[eta + t] = c0 + c1 * M[x + t];
  };

  const addLinear: Kernels["addLinear"] = (eta, c, x, m) => {
    for (let t = 0; t < m; t++) M[eta + t] += c * M[x + t];
  };

  const addAbove: Kernels["addAbove"] = (e, h, k, m) => {
    const span = k * blockStride;
    for (let t = 0; t < m; t++) {
      let top = Number.NEGATIVE_INFINITY;
      for (let i = t; i < span; i += blockStride) if (top < M[h + i]) top = M[h + i];
      for (let i = t; i < span; i += blockStride) M[e + i] += M[h + i] - top;
    }
  };

  /** sum log values for ratios of sums of k exponentials: one log for every 32 factors. */
  const sumLog = (values: number, m: number): number => {
    let total = 0;
    let t = 0;
    while (t < m) {
      const end = Math.min(m, t + 32);
      let factor = 1;
      for (; t < end; t++) factor *= M[values + t];
      total += Math.log(factor);
    }
    return total;
  };

  /** Sets the elements behind m, as far as `padded`, to 0 in k blocks. */
  const clearBehind = (blocks: number, k: number, m: number) => {
    for (let i = 0; i < k; i++) M.fill(0, blocks + i * blockStride + m, blocks + i * blockStride + padded(m));
  };

  /** p <- softmax(h), r <- softmax(h + e); for each sample takes the gap of their largest scores, and the ratio of their sums. */
  const gapsOf = (
    h: number,
    e: number,
    k: number,
    m: number,
    p: number,
    r: number,
    take: (t: number, gap: number, ratio: number) => void,
  ) => {
    const span = k * blockStride;
    for (let t = 0; t < m; t++) {
      let prior = Number.NEGATIVE_INFINITY;
      let joint = Number.NEGATIVE_INFINITY;
      for (let i = t; i < span; i += blockStride) {
        const score = M[h + i];
        const q = score + M[e + i];
        if (prior < score) prior = score;
        if (joint < q) joint = q;
      }
      let priorSum = 0;
      let jointSum = 0;
      for (let i = t; i < span; i += blockStride) {
        priorSum += M[p + i] = expOf(M[h + i] - prior);
        jointSum += M[r + i] = expOf(M[h + i] + M[e + i] - joint);
      }
      const byPrior = 1 / priorSum;
      const byJoint = 1 / jointSum;
      for (let i = t; i < span; i += blockStride) {
        M[p + i] *= byPrior;
        M[r + i] *= byJoint;
      }
      take(t, joint - prior, jointSum * byPrior);
    }
    clearBehind(p, k, m);
    clearBehind(r, k, m);
  };

  const posterior: Kernels["posterior"] = (h, e, k, m, p, r, ratios) => {
    let total = 0;
    gapsOf(h, e, k, m, p, r, (t, gap, ratio) => {
      M[ratios + t] = ratio;
      total += gap;
    });
    return total + sumLog(ratios, m);
  };

  const weightedPosterior: Kernels["weightedPosterior"] = (w, h, e, k, m, p, r) => {
    let total = 0;
    gapsOf(h, e, k, m, p, r, (t, gap, ratio) => {
      total += M[w + t] * (gap + Math.log(ratio));
    });
    return total;
  };

  const mixture: Kernels["mixture"] = (h, f, k, m, p, r, densities) => {
    prior(h, k, m, p, densities, densities);
    const span = k * blockStride;
    let total = 0;
    let faint = false;
    for (let t = 0; t < m; t++) {
      let density = 0;
      for (let i = t; i < span; i += blockStride) density += M[r + i] = M[p + i] * M[f + i];
      for (let i = t; i < span; i += blockStride) M[r + i] /= density;
      M[densities + t] = density;
      total += Math.log(density);
      if (!(density >= 1e-290)) faint = true;
    }
    clearBehind(r, k, m);
    M.fill(1, densities + m, densities + padded(m));
    return faint ? Number.NaN : total;
  };

  const prior: Kernels["prior"] = (h, k, m, p, largest, tops) => {
    const span = k * blockStride;
    for (let t = 0; t < m; t++) {
      let top = Number.NEGATIVE_INFINITY;
      for (let i = t; i < span; i += blockStride) if (top < M[h + i]) top = M[h + i];
      let total = 0;
      for (let i = t; i < span; i += blockStride) total += M[p + i] = expOf(M[h + i] - top);
      const by = 1 / total;
      for (let i = t; i < span; i += blockStride) M[p + i] *= by;
      M[largest + t] = top;
      M[tops + t] = by;
    }
    clearBehind(p, k, m);
    M.fill(1, tops + m, tops + padded(m));
    return -sumLog(tops, m);
  };

  const sum: Kernels["sum"] = (values, m) => {
    let total = 0;
    for (let t = 0; t < m; t++) total += M[values + t];
    return total;
  };

  const dot: Kernels["dot"] = (a, b, m) => {
    let total = 0;
    for (let t = 0; t < m; t++) total += M[a + t] * M[b + t];
    return total;
  };

  const weightedLogs: Kernels["weightedLogs"] = (w, values, m) => {
    let total = 0;
    for (let t = 0; t < m; t++) total += M[w + t] * Math.log(M[values + t]);
    return total;
  };

  const weightedGap: Kernels["weightedGap"] = (w, h, shift, m) => {
    let total = 0;
    for (let t = 0; t < m; t++) if (M[w + t] !== 0) total += M[w + t] * (M[h + t] - M[shift + t]);
    return total;
  };

  const product: Kernels["product"] = (a, b, m, out) => {
    for (let t = 0; t < m; t++) M[out + t] = M[a + t] * M[b + t];
  };

  const productRow: Kernels["productRow"] = (a, b, m, out, sums) => {
    let total = 0;
    for (let t = 0; t < m; t++) total += M[out + t] = M[a + t] * M[b + t];
    M[sums] += total;
  };

  const weightedRow: Kernels["weightedRow"] = (a, b, x, m, out, sums) => {
    let s0 = 0;
    let s1 = 0;
    for (let t = 0; t < m; t++) {
      const v = M[a + t] * M[b + t];
      M[out + t] = v;
      s0 += v;
      s1 += v * M[x + t];
    }
    M[sums] += s0;
    M[sums + 1] += s1;
  };

  // Four products at a time to each load of the left row.
  const addCross: Kernels["addCross"] = (left, p, right, q, m, out, width) => {
    for (let i = 0; i < p; i++) {
      const a = left + i * blockStride;
      const to = out + i * width;
      let j = 0;
      for (; j + 3 < q; j += 4) addFour(a, right + j * blockStride, m, to + j);
      for (; j < q; j++) M[to + j] += dot(a, right + j * blockStride, m);
    }
  };
  const addFour = (a: number, b: number, m: number, out: number) => {
    const c = b + blockStride;
    const d = c + blockStride;
    const e = d + blockStride;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let t = 0; t < m; t++) {
      const v = M[a + t];
      s0 += v * M[b + t];
      s1 += v * M[c + t];
      s2 += v * M[d + t];
      s3 += v * M[e + t];
    }
    M[out] += s0;
    M[out + 1] += s1;
    M[out + 2] += s2;
    M[out + 3] += s3;
  };

  const keepLargest: Kernels["keepLargest"] = (ranks, scores, count, k, m) => {
    const span = count * blockStride;
    for (let i = 0; i < span; i += blockStride) {
      for (let t = 0; t < m; t++) {
        const own = M[ranks + i + t];
        let above = 0;
        for (let j = 0; j < span; j += blockStride) {
          const other = M[ranks + j + t];
          if (other > own || (other === own && j < i)) above++;
        }
        if (above >= k) M[scores + i + t] = Number.NEGATIVE_INFINITY;
      }
    }
  };

  const curved = (r: number, q: number, a: number, b: number, c: number) => q * ((1 - r) * a * b + c);

  const curvature: Kernels["curvature"] = (r, q, a, b, c, m, out) => {
    for (let t = 0; t < m; t++) M[out + t] = curved(M[r + t], M[q + t], M[a + t], M[b + t], M[c + t]);
  };

  /** Adds sum h (1, x, x^2), as far as `count` says, of the products h in `work`. */
  const addPowers = (count: number, x: number, m: number, out: number) => {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    for (let t = 0; t < m; t++) {
      const h = work[t];
      s0 += h;
      if (count === 1) continue;
      const hx = h * M[x + t];
      s1 += hx;
      s2 += hx * M[x + t];
    }
    M[out] += s0;
    if (count > 1) M[out + 1] += s1;
    if (count > 2) M[out + 2] += s2;
  };

  const addMoments: Kernels["addMoments"] = (left, affine, right, a, c, x, m, out) => {
    for (let j = 0; j < a + c; j++) {
      const v = right + j * blockStride;
      for (let t = 0; t < m; t++) work[t] = M[left + t] * M[v + t];
      addPowers(1 + affine + (j < a ? 1 : 0), x, m, out + 3 * j);
    }
  };

  const addOwnMoments: Kernels["addOwnMoments"] = (r, q, left, affine, right, second, a, c, x, m, out) => {
    for (let j = 0; j < a + c; j++) {
      const v = right + j * blockStride;
      const w = second + j * blockStride;
      for (let t = 0; t < m; t++)
        work[t] = curved(M[r + t], M[q + t], M[left + t], M[v + t], second === 0 ? 0 : M[w + t]);
      addPowers(1 + affine + (j < a ? 1 : 0), x, m, out + 3 * j);
    }
  };

  return {
    exp,
    linear,
    addLinear,
    addAbove,
    posterior,
    weightedPosterior,
    mixture,
    prior,
    sum,
    dot,
    weightedLogs,
    weightedGap,
    product,
    productRow,
    weightedRow,
    addCross,
    keepLargest,
    curvature,
    addMoments,
    addOwnMoments,
    terms: {},
    densities: {},
  };
}
