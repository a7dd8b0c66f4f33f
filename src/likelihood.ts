import type { Basis, Bounds, Expert, Gating, Order, Predictor } from "./family.js";
import type { Layout, Slot } from "./layout.js";
import type { Engine } from "./numeric/arena.js";
import { blockLength, blockStride, padded } from "./numeric/kernels.js";
import { type Active, isGate, type Pair, type Rows, workspaceOf } from "./workspace.js";

export type { Engine };

/**
 * The conditional log-likelihood of a mixture of experts on a data set, as a function of theta:
 *   l(theta) = sum_t [ LSE_i(h_i + e_i) - LSE_i(h_i) ],
 * with gate scores h_i and expert log densities e_i given through their predictors (see `Family`). With
 * responsibilities r = softmax(h + e), gate weights p = softmax(h) and w the term (h or e) that a predictor
 * feeds, the derivatives in predictors u of expert i and v of expert j are
 *   l_u  = r_i w_u - [gate] p_i h_u
 *   l_uv = r_i ((1 - r_i) w_u w_v + w_uv) if i = j, - r_i w_u r_j w_v if not, - [both gate] (the same with p and h).
 * What is summed over samples is this times phi_u phi_v' (phi: the basis of a predictor); over different experts
 * these are the products of the rows r_i w_u phi_u.
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
    scoreSums,
    jointRows,
    priorRows,
    scratch: { ratios, largest, work, rows: scratchRows },
    begin,
    load,
    select,
  } = workspaceOf(gating, expert, layout, basisOfPredictor, y, engine);
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

  /** Fills the slots' rows r_i w_u phi, or p_i h_u phi; adds sign times their sums to the score. */
  function fillRows(on: readonly Active[], rows: Rows, sign: 1 | -1, m: number) {
    const isPrior = rows === priorRows;
    for (const { slot, derivative, basis, row } of on) {
      const weights = isPrior ? atoms[slot.atom].p : atoms[slot.atom].r;
      const out = rows.at + (isPrior ? row.prior : row.joint) * blockStride;
      const sums = scoreSums + row.joint;
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

  /** Adds the products of rows of different experts. */
  function addProducts({ at, parameters: { length }, starts, products }: Rows, m: number) {
    for (let i = 0; i + 1 < k; i++) {
      const from = starts[i];
      const to = starts[i + 1];
      kernels.addCross(
        at + from * blockStride,
        to - from,
        at + to * blockStride,
        length - to,
        m,
        products + from * length + to,
        length,
      );
    }
  }

  /** Adds to the pair's sums its own curvature times phi_u(x) phi_v(x)'. */
  function addOwn(pair: Pair, m: number) {
    const { u, v, second, x, sums } = pair;
    const { r, p } = atoms[u.slot.atom];
    if (x !== undefined) {
      kernels.addCurvatureMoments(r, u.derivative, v.derivative, second, x, m, sums, 1);
      if (isGate(v)) kernels.addCurvatureMoments(p, u.derivative, v.derivative, second, x, m, sums, -1);
    } else {
      kernels.curvature(r, u.derivative, v.derivative, second, m, work);
      if (isGate(v)) kernels.subtractCurvature(p, u.derivative, v.derivative, second, m, work);
      addWork(pair, m);
    }
  }

  /** Adds sum_t work_t phi_u(x_t) phi_v(x_t)' to the pair's sums. */
  function addWork({ u, v, sums }: Pair, m: number) {
    for (let j = 0; j < u.basis.size; j++)
      kernels.product(work, u.basis.rows + j * blockStride, m, scratchRows + j * blockStride);
    kernels.addCross(scratchRows, u.basis.size, v.basis.rows, v.basis.size, m, sums, v.basis.size);
  }

  /** Writes the sums of the slots' rows to a score that begins with parameter `first`. */
  function writeScore(on: readonly Active[], score: Float64Array, first = 0) {
    score.fill(0);
    for (const { slot, row } of on)
      for (let j = 0; j < slot.length; j++) score[slot.offset - first + j] += M[scoreSums + row.joint + j];
  }

  /** Adds the sums of the pairs to a p x p Hessian that begins with parameter `first`: shared coefficients add up. */
  function writePairs(on: readonly Pair[], hessian: Float64Array, p: number, first = 0) {
    for (const { u, v, x, sums } of on) {
      for (let i = 0; i < u.basis.size; i++) {
        for (let j = 0; j < v.basis.size; j++) {
          const value = M[sums + (x === undefined ? i * v.basis.size + j : i + j)];
          const a = u.slot.offset + i - first;
          const b = v.slot.offset + j - first;
          hessian[a * p + b] += value;
          if (u !== v) hessian[b * p + a] += value;
        }
      }
    }
  }

  /** Adds `sign` times the products of rows to a p x p Hessian: shared coefficients add up. */
  function writeProducts({ parameters, products }: Rows, sign: 1 | -1, hessian: Float64Array, p: number) {
    const { length } = parameters;
    for (let a = 0; a < length; a++) {
      for (let b = a + 1; b < length; b++) {
        const value = sign * M[products + a * length + b];
        hessian[parameters[a] * p + parameters[b]] += value;
        hessian[parameters[b] * p + parameters[a]] += value;
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
      total += kernels.posterior(h, e, k, m, p, r, ratios);
      if (order === 0) continue;
      fillRows(active, jointRows, 1, whole);
      fillRows(gateActive, priorRows, -1, whole);
      if (order === 1) continue;
      addProducts(jointRows, whole);
      addProducts(priorRows, whole);
      for (const pair of pairs) addOwn(pair, whole);
    }
    if (score && order > 0) writeScore(active, score);
    if (hessian && order > 1) {
      hessian.fill(0);
      writePairs(pairs, hessian, size);
      writeProducts(jointRows, -1, hessian, size);
      writeProducts(priorRows, 1, hessian, size);
    }
    return total;
  };

  const responsibilities: Likelihood["responsibilities"] = (theta, into) => {
    let total = 0;
    begin();
    for (let from = 0; from < n; from += blockLength) {
      const m = Math.min(blockLength, n - from);
      evaluateBlock(theta, from, m, 0);
      total += kernels.posterior(h, e, k, m, p, r, ratios);
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
      kernels.posterior(h, e, k, m, p, r, ratios);
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
      total -= kernels.prior(h, k, m, p, largest, ratios);
      for (const { r, term } of atoms) total += kernels.weightedGap(r, term.gating.value, largest, whole);
      if (order === 0) continue;
      fillRows(gateActive, jointRows, 1, whole);
      fillRows(gateActive, priorRows, -1, whole);
      if (order === 1) continue;
      addProducts(priorRows, whole);
      for (const pair of gatePairs) addGateOwn(pair, whole);
    }
    if (score && order > 0) writeScore(gateActive, score);
    if (hessian && order > 1) {
      hessian.fill(0);
      writePairs(gatePairs, hessian, gateSize);
      writeProducts(priorRows, 1, hessian, gateSize);
    }
    return total;
  };

  /** scores <- -Infinity where the weight is 0. */
  function exclude(weights: number, scores: number, m: number) {
    for (let t = 0; t < m; t++) if (M[weights + t] === 0) M[scores + t] = Number.NEGATIVE_INFINITY;
    for (let t = m; t < padded(m); t++) M[scores + t] = M[scores + m - 1];
  }

  /** Adds r_i h_uv - p_i ((1 - p_i) h_u h_v + h_uv), which is left of the curvature with r held fixed, times phi_u phi_v'. */
  function addGateOwn(pair: Pair, m: number) {
    const { u, v, second, x, sums } = pair;
    const { r, p } = atoms[u.slot.atom];
    if (x !== undefined) {
      kernels.addProductMoments(r, second, x, m, sums);
      kernels.addCurvatureMoments(p, u.derivative, v.derivative, second, x, m, sums, -1);
    } else {
      kernels.product(r, second, m, work);
      kernels.subtractCurvature(p, u.derivative, v.derivative, second, m, work);
      addWork(pair, m);
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
      fillRows(expertActive, jointRows, 1, whole);
      if (order === 1) continue;
      for (const pair of expertPairs) {
        const { r } = atoms[pair.u.slot.atom];
        if (pair.x !== undefined) {
          kernels.addProductMoments(r, pair.second, pair.x, whole, pair.sums);
        } else {
          kernels.product(r, pair.second, whole, work);
          addWork(pair, whole);
        }
      }
    }
    if (score && order > 0) writeScore(expertActive, score, gateSize);
    if (hessian && order > 1) {
      hessian.fill(0);
      writePairs(expertPairs, hessian, size - gateSize, gateSize);
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
