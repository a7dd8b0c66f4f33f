import type { Basis, Bounds, Expert, Gating, Order, Predictor } from "./family.js";
import type { Layout, Slot } from "./layout.js";
import type { Engine } from "./numeric/arena.js";
import { blockLength, blockStride, padded } from "./numeric/kernels.js";
import { type Active, isGate, type Pair, workspaceOf } from "./workspace.js";

export type { Engine };

/**
 * The conditional log-likelihood of a mixture of experts on a data set, as a function of theta:
 *   l(theta) = sum_t [ LSE_i(h_i + e_i) - LSE_i(h_i) ],
 * with gate scores h_i and expert log densities e_i given through their predictors (see `Family`). With
 * responsibilities r = softmax(h + e), gate weights p = softmax(h) and w the term (h or e) that a predictor
 * feeds, the derivatives in predictors u of expert i and v of expert j are
 *   l_u  = r_i w_u - [gate] p_i h_u
 *   l_uv = [i = j] r_i (w_u w_v + w_uv) - r_i w_u r_j w_v - [both gate] (the same with p and h).
 * The products over different experts are the Gram matrix of the rows r_i w_u phi (phi: the basis of u).
 * All sums run over blocks of samples in a fixed order; nothing is allocated per block. What is done to a block is done
 * by the kernels of an engine; results of two engines differ by rounding alone.
 */
export interface Likelihood {
  readonly n: number;
  readonly size: number;
  /** The log-likelihood; overwrites `score` (order >= 1) and `hessian` (order 2, size x size) with sums. */
  readonly evaluate: (
    theta: Float64Array,
    order: Order,
    score?: Float64Array,
    hessian?: Float64Array,
  ) => number;
  /** The log-likelihood; overwrites r[i][t] with the responsibility of expert i for sample t. */
  readonly responsibilities: (theta: Float64Array, r: readonly Float64Array[]) => number;
  /** For each expert the sum of its responsibilities, and their weighted mean of its log density e_i. */
  readonly occupancy: (theta: Float64Array) => readonly { support: number; logDensity: number }[];
  /** Number of gate parameters; they come first in theta. */
  readonly gateSize: number;
  /**
   * The gate's part of the EM criterion, sum_t sum_i r[i][t] log p_i(x_t), and its derivatives in the gate
   * parameters (`gateSize` of them). With a selection the selected experts are those with r > 0, wherever theta is.
   */
  readonly gateCriterion: Criterion;
  /** The experts' part, sum_t sum_i r[i][t] e_i(t), and its derivatives in the parameters after the gate's. */
  readonly expertCriterion: Criterion;
  /**
   * Overwrites the experts' part of theta with the maximiser of the experts' criterion within bounds. Absent where
   * the expert has no closed form for it.
   */
  readonly maximiseExperts?: (theta: Float64Array, r: readonly Float64Array[], bounds: Bounds) => void;
}

/** A part of the EM criterion at theta for responsibilities r[i][t], with derivatives as far as `order` says. */
export type Criterion = (
  theta: Float64Array,
  r: readonly Float64Array[],
  order: Order,
  score?: Float64Array,
  hessian?: Float64Array,
) => number;

export function likelihoodOf(
  gating: Gating,
  expert: Expert,
  layout: Layout,
  basisOfPredictor: (predictor: Predictor) => Basis,
  y: Float64Array,
  engine?: Engine,
): Likelihood {
  const { slots, size, experts: k } = layout;
  const n = y.length;
  const families = { gating, experts: expert };
  const {
    M,
    kernels,
    atoms,
    views,
    response,
    responseAt,
    free,
    active,
    pairs,
    gateActive,
    gatePairs,
    expertActive,
    expertPairs,
    parameterOfRow,
    scoreSums,
    own,
    jointRows,
    priorRows,
    scratch: { ratio, largest, work, rows: scratchRows },
    begin,
    load,
    select,
  } = workspaceOf(gating, expert, layout, basisOfPredictor, y, engine);
  const width = jointRows.p;
  const gateWidth = priorRows.p;
  const gateSize = Math.max(0, ...gateActive.map(({ slot }) => slot.offset + slot.length));
  const [{ p, r, term: first }] = atoms;
  const h = first.gating.value;
  const e = first.experts.value;

  /** eta <- the linear predictor of a free slot. */
  function predict({ slot: { offset }, basis, eta }: Active, theta: Float64Array, m: number) {
    const { intercept, rows, size: terms } = basis;
    if (intercept && terms === 1) {
      M.fill(theta[offset], eta, eta + m);
      return;
    }
    if (intercept) kernels.linear(eta, theta[offset], theta[offset + 1], rows + blockStride, m);
    else kernels.linear(eta, 0, theta[offset], rows, m);
    for (let j = intercept ? 2 : 1; j < terms; j++)
      kernels.addLinear(eta, theta[offset + j], rows + j * blockStride, m);
  }

  function evaluateTerms(theta: Float64Array, part: Slot["part"], m: number, order: Order) {
    const { kernel, evaluate } = families[part];
    const fast = kernel === undefined ? undefined : kernels.terms[kernel];
    for (let i = 0; i < k; i++) {
      for (const on of free[part][i]) predict(on, theta, m);
      if (fast) fast(atoms[i].eta[part], responseAt, m, order, atoms[i].term[part]);
      else evaluate(views[i].eta[part], response, m, order, views[i].term[part]);
    }
  }

  /** The terms of a block of m samples, the experts that are not selected at -Infinity. */
  function evaluateBlock(theta: Float64Array, from: number, m: number, order: Order) {
    load(from, m);
    evaluateTerms(theta, "gating", padded(m), order);
    select(theta, padded(m));
    evaluateTerms(theta, "experts", padded(m), order);
  }

  /** Fills the rows weight_i w_u phi of the slots; adds sign times their sums to the score. */
  function fillRows(on: readonly Active[], weight: "p" | "r", rows: number, sign: 1 | -1, m: number) {
    for (const { slot, derivative, basis, row } of on) {
      const weights = atoms[slot.atom][weight];
      const out = rows + row * blockStride;
      const sums = scoreSums + row;
      let from = basis.intercept ? 1 : 0;
      // With an intercept the plain product is a row itself; otherwise it only feeds the others.
      let plain = out;
      if (basis.intercept && basis.size > 1) {
        kernels.affineRows(weights, derivative, basis.rows + blockStride, m, out, sums, sign);
        from = 2;
      } else if (basis.intercept) {
        kernels.productRow(weights, derivative, m, out, sums, sign);
      } else {
        kernels.product(weights, derivative, m, work);
        plain = work;
      }
      for (let j = from; j < basis.size; j++)
        kernels.productRow(plain, basis.rows + j * blockStride, m, out + j * blockStride, sums + j, sign);
    }
  }

  /** Adds to `own` the sum of the pair's own curvature times phi_u(x) phi_v(x)'. */
  function addOwn({ u, v, second, line }: Pair, m: number) {
    const { r, p } = atoms[u.slot.atom];
    // The plain row of v is r_i w_v already.
    const plain = jointRows.at + v.row * blockStride;
    if (line && second === undefined) {
      kernels.addProductMoments(plain, u.derivative, line.x, m, line.moments);
    } else if (line && second !== undefined) {
      kernels.addCurvatureMoments(r, u.derivative, v.derivative, second, line.x, m, line.moments, 1);
      if (isGate(v))
        kernels.addCurvatureMoments(p, u.derivative, v.derivative, second, line.x, m, line.moments, -1);
    } else if (second === undefined) {
      kernels.product(r, u.derivative, m, work);
      kernels.product(work, v.derivative, m, work);
      addCross(u, v, m);
    } else {
      kernels.curvature(r, u.derivative, v.derivative, second, m, work);
      if (isGate(v)) kernels.subtractCurvature(p, u.derivative, v.derivative, second, m, work);
      addCross(u, v, m);
    }
  }

  /** Adds sum_t work_t phi_u(x_t) phi_v(x_t)' to the pair's entries of `own`. */
  function addCross(u: Active, v: Active, m: number) {
    for (let j = 0; j < u.basis.size; j++)
      kernels.product(work, u.basis.rows + j * blockStride, m, scratchRows + j * blockStride);
    kernels.addCross(
      scratchRows,
      u.basis.size,
      v.basis.rows,
      v.basis.size,
      m,
      own + u.row * width + v.row,
      width,
    );
  }

  /** Puts the moments of the pairs on a line, summed over all blocks, where they belong in `own`. */
  function spreadMoments(on: readonly Pair[]) {
    for (const { u, v, line } of on) {
      if (!line) continue;
      const at = own + u.row * width + v.row;
      for (let i = 0; i < u.basis.size; i++)
        for (let j = 0; j < v.basis.size; j++) M[at + i * width + j] = M[line.moments + i + j];
    }
  }

  /** Writes the sums of the slots' rows to a score that begins with parameter `first`. */
  function writeScore(on: readonly Active[], score: Float64Array, first = 0) {
    score.fill(0);
    for (const { slot, row } of on)
      for (let j = 0; j < slot.length; j++) score[slot.offset - first + j] += M[scoreSums + row + j];
  }

  /**
   * Adds `sign` times the upper triangle of a matrix over the rows from `from` to `to` to a Hessian that begins
   * with parameter `first`: shared coefficients add up.
   */
  function addUpper(
    matrix: number,
    stride: number,
    to: number,
    sign: 1 | -1,
    hessian: Float64Array,
    p: number,
    from = 0,
    first = 0,
  ) {
    for (let a = from; a < to; a++) {
      for (let b = a; b < to; b++) {
        const value = sign * M[matrix + a * stride + b];
        const i = parameterOfRow[a] - first;
        const j = parameterOfRow[b] - first;
        hessian[i * p + j] += value;
        if (a !== b) hessian[j * p + i] += value;
      }
    }
  }

  /** Copies the given responsibilities of a block into the arena. */
  function giveResponsibilities(given: readonly Float64Array[], from: number, m: number) {
    for (let i = 0; i < k; i++) {
      const { r } = atoms[i];
      const weights = given[i];
      for (let t = 0; t < m; t++) M[r + t] = weights[from + t];
      M.fill(0, r + m, r + padded(m));
    }
  }

  const evaluate: Likelihood["evaluate"] = (theta, order, score, hessian) => {
    let total = 0;
    begin();
    for (let from = 0; from < n; from += blockLength) {
      const m = Math.min(blockLength, n - from);
      const whole = padded(m);
      evaluateBlock(theta, from, m, order);
      total += kernels.posterior(h, e, k, m, p, r, ratio);
      if (order === 0) continue;
      fillRows(active, "r", jointRows.at, 1, whole);
      fillRows(gateActive, "p", priorRows.at, -1, whole);
      if (order === 1) continue;
      kernels.addGram(jointRows.at, jointRows.p, whole, jointRows.gram);
      kernels.addGram(priorRows.at, priorRows.p, whole, priorRows.gram);
      for (const pair of pairs) addOwn(pair, whole);
    }
    if (score && order > 0) writeScore(active, score);
    if (hessian && order > 1) {
      hessian.fill(0);
      spreadMoments(pairs);
      addUpper(own, width, width, 1, hessian, size);
      addUpper(jointRows.gram, jointRows.p, width, -1, hessian, size);
      addUpper(priorRows.gram, priorRows.p, gateWidth, 1, hessian, size);
    }
    return total;
  };

  const responsibilities: Likelihood["responsibilities"] = (theta, into) => {
    let total = 0;
    begin();
    for (let from = 0; from < n; from += blockLength) {
      const m = Math.min(blockLength, n - from);
      evaluateBlock(theta, from, m, 0);
      total += kernels.posterior(h, e, k, m, p, r, ratio);
      for (let i = 0; i < k; i++) {
        const { r } = atoms[i];
        const out = into[i];
        for (let t = 0; t < m; t++) out[from + t] = M[r + t];
      }
    }
    return total;
  };

  const occupancy: Likelihood["occupancy"] = (theta) => {
    const sums = atoms.map(() => ({ support: 0, weighted: 0 }));
    begin();
    for (let from = 0; from < n; from += blockLength) {
      const m = Math.min(blockLength, n - from);
      evaluateBlock(theta, from, m, 0);
      kernels.posterior(h, e, k, m, p, r, ratio);
      for (let i = 0; i < k; i++) {
        const { r, term } = atoms[i];
        sums[i].support += kernels.sum(r, padded(m));
        sums[i].weighted += kernels.dot(r, term.experts.value, padded(m));
      }
    }
    return sums.map(({ support, weighted }) => ({ support, logDensity: weighted / support }));
  };

  const gateCriterion: Criterion = (theta, given, order, score, hessian) => {
    let total = 0;
    begin();
    for (let from = 0; from < n; from += blockLength) {
      const m = Math.min(blockLength, n - from);
      const whole = padded(m);
      load(from, m);
      giveResponsibilities(given, from, m);
      evaluateTerms(theta, "gating", whole, order);
      if (gating.selection) for (const { r, term } of atoms) exclude(r, term.gating.value, m);
      total -= kernels.prior(h, k, m, p, largest, ratio);
      for (const { r, term } of atoms) total += kernels.weightedGap(r, term.gating.value, largest, whole);
      if (order === 0) continue;
      fillRows(gateActive, "r", jointRows.at, 1, whole);
      fillRows(gateActive, "p", priorRows.at, -1, whole);
      if (order === 1) continue;
      kernels.addGram(priorRows.at, priorRows.p, whole, priorRows.gram);
      for (const pair of gatePairs) addGateOwn(pair, whole);
    }
    if (score && order > 0) writeScore(gateActive, score);
    if (hessian && order > 1) {
      hessian.fill(0);
      spreadMoments(gatePairs);
      addUpper(own, width, gateWidth, 1, hessian, gateSize);
      addUpper(priorRows.gram, priorRows.p, gateWidth, 1, hessian, gateSize);
    }
    return total;
  };

  /** scores <- -Infinity where the weight is 0. */
  function exclude(weights: number, scores: number, m: number) {
    for (let t = 0; t < m; t++) if (M[weights + t] === 0) M[scores + t] = Number.NEGATIVE_INFINITY;
    for (let t = m; t < padded(m); t++) M[scores + t] = M[scores + m - 1];
  }

  /** Adds r_i h_uv - p_i (h_u h_v + h_uv), what is left of the curvature when r is held fixed, times phi_u phi_v'. */
  function addGateOwn({ u, v, second, line }: Pair, m: number) {
    const { r, p } = atoms[u.slot.atom];
    const curved = second as number;
    if (line) {
      kernels.addProductMoments(r, curved, line.x, m, line.moments);
      kernels.addCurvatureMoments(p, u.derivative, v.derivative, curved, line.x, m, line.moments, -1);
    } else {
      kernels.product(r, curved, m, work);
      kernels.subtractCurvature(p, u.derivative, v.derivative, curved, m, work);
      addCross(u, v, m);
    }
  }

  const expertCriterion: Criterion = (theta, given, order, score, hessian) => {
    let total = 0;
    begin();
    for (let from = 0; from < n; from += blockLength) {
      const m = Math.min(blockLength, n - from);
      const whole = padded(m);
      load(from, m);
      giveResponsibilities(given, from, m);
      evaluateTerms(theta, "experts", whole, order);
      for (const { r, term } of atoms) total += kernels.dot(r, term.experts.value, whole);
      if (order === 0) continue;
      fillRows(expertActive, "r", jointRows.at, 1, whole);
      if (order === 1) continue;
      for (const { u, v, second, line } of expertPairs) {
        const { r } = atoms[u.slot.atom];
        if (line) {
          kernels.addProductMoments(r, second as number, line.x, whole, line.moments);
        } else {
          kernels.product(r, second as number, whole, work);
          addCross(u, v, whole);
        }
      }
    }
    if (score && order > 0) writeScore(expertActive, score, gateSize);
    if (hessian && order > 1) {
      hessian.fill(0);
      spreadMoments(expertPairs);
      addUpper(own, width, width, 1, hessian, size - gateSize, gateWidth, gateSize);
    }
    return total;
  };

  const common = { n, size, evaluate, responsibilities, occupancy, gateSize, gateCriterion, expertCriterion };
  const { maximise } = expert;
  // What one expert's closed form does to coefficients that all share, the next one's would undo.
  if (maximise === undefined || expert.predictors.some(({ shared }) => shared)) return common;
  const maximiseExperts: Likelihood["maximiseExperts"] = (theta, r, bounds) => {
    const itsBases = expert.predictors.map(basisOfPredictor);
    const best = r.map((weights) => maximise(weights, y, itsBases, bounds));
    for (const { part, atom, predictorIndex, offset } of slots)
      if (part === "experts" && offset >= 0) theta.set(best[atom][predictorIndex], offset);
  };
  return { ...common, maximiseExperts };
}
