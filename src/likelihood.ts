import type { Basis, Bounds, Expert, Gating, Order, Predictor } from "./family.js";
import type { Layout, Slot } from "./layout.js";
import {
  addGram,
  curvature,
  curvatureMoments,
  dot,
  productMoments,
  subtractCurvature,
  sum,
} from "./numeric/crossProducts.js";
import {
  addExp,
  addMaximum,
  blockLength,
  blockStride,
  exclude,
  invert,
  linearPredictor,
  maximum,
  product,
  productAndScaled,
  quotient,
  scale,
  sumDifference,
  sumLog,
} from "./numeric/kernels.js";
import { type Active, type BasisAt, isGate, type Pair, workspaceOf } from "./workspace.js";

/**
 * The conditional log-likelihood of a mixture of experts on a data set, as a function of theta:
 *   l(theta) = sum_t [ LSE_i(h_i + e_i) - LSE_i(h_i) ],
 * with gate scores h_i and expert log densities e_i given through their predictors (see `Family`). With
 * responsibilities r = softmax(h + e), gate weights p = softmax(h) and w the term (h or e) that a predictor
 * feeds, the derivatives in predictors u of expert i and v of expert j are
 *   l_u  = r_i w_u - [gate] p_i h_u
 *   l_uv = [i = j] r_i (w_u w_v + w_uv) - r_i w_u r_j w_v - [both gate] (the same with p and h).
 * The products over different experts are the Gram matrix of the rows r_i w_u phi (phi: the basis of u).
 * All sums run over blocks of samples in a fixed order; nothing is allocated per block.
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
): Likelihood {
  const { slots, size, experts: k } = layout;
  const n = y.length;
  const families = { gating, experts: expert };
  const {
    M,
    atoms,
    views,
    response,
    basisOf,
    active,
    pairs,
    gateActive,
    gatePairs,
    expertActive,
    expertPairs,
    parameterOfRow,
    jointRows,
    priorRows,
    blocks: [largestPrior, largestJoint, priorSum, jointSum, work, work2],
    load,
    select,
  } = workspaceOf(gating, expert, layout, basisOfPredictor, y);
  const width = jointRows.p;
  const gateWidth = priorRows.p;
  const gateSize = Math.max(0, ...gateActive.map(({ slot }) => slot.offset + slot.length));
  const own = new Float64Array(width * width);
  const scoreSums = new Float64Array(width);
  const powerSums = new Float64Array(3);

  function evaluateTerms(theta: Float64Array, part: Slot["part"], m: number, order: Order) {
    for (let i = 0; i < k; i++) {
      for (const slot of atoms[i].free) {
        if (slot.part !== part) continue;
        const { intercept, columns } = basisOf(slot);
        linearPredictor(
          M,
          atoms[i].eta[part][slot.predictorIndex],
          theta,
          slot.offset,
          intercept,
          columns,
          m,
        );
      }
      families[part].evaluate(views[i].eta[part], response, m, order, views[i].term[part]);
    }
  }

  /** Fills p with gate weights up to their normaliser, priorSum. */
  function priors(m: number) {
    M.fill(-Infinity, largestPrior, largestPrior + m);
    for (const { term } of atoms) maximum(M, term.gating.value, m, largestPrior);
    M.fill(0, priorSum, priorSum + m);
    for (const { term, p } of atoms) addExp(M, term.gating.value, largestPrior, m, p, priorSum);
  }

  /** Fills r with responsibilities up to their normaliser, jointSum; returns the block's log-likelihood. */
  function posteriors(m: number): number {
    M.fill(-Infinity, largestJoint, largestJoint + m);
    for (const { term, joint } of atoms)
      addMaximum(M, term.gating.value, term.experts.value, m, joint, largestJoint);
    M.fill(0, jointSum, jointSum + m);
    for (const { joint, r } of atoms) addExp(M, joint, largestJoint, m, r, jointSum);
    quotient(M, jointSum, priorSum, m, work);
    return sumDifference(M, largestJoint, largestPrior, m) + sumLog(M, work, m);
  }

  /** Divides the weights by their normaliser, which is lost. */
  function normalise(weight: "p" | "r", sums: number, m: number) {
    invert(M, sums, m);
    for (const atom of atoms) scale(M, atom[weight], sums, m);
  }

  /** Fills the rows weight_i w_u phi of the slots; adds sign times their sums to the score. */
  function fillRows(on: readonly Active[], weight: "p" | "r", rows: number, sign: 1 | -1, m: number) {
    for (const { slot, derivative, basis, row } of on) {
      const weights = atoms[slot.atom][weight];
      const [x0, ...others] = basis.columns;
      // With an intercept the plain product is a row itself; otherwise it only feeds the others.
      const plain = basis.intercept ? rows + row * blockStride : work;
      let next = basis.intercept ? row + 1 : row;
      if (x0 === undefined) {
        scoreSums[row] += sign * product(M, weights, derivative, m, plain);
        continue;
      }
      productAndScaled(M, weights, derivative, x0, m, plain, rows + next * blockStride, powerSums);
      if (basis.intercept) scoreSums[row] += sign * powerSums[0];
      scoreSums[next++] += sign * powerSums[1];
      for (const x of others) {
        scoreSums[next] += sign * product(M, plain, x, m, rows + next * blockStride);
        next++;
      }
    }
  }

  /** Adds to `own` the sum of the pair's own curvature times phi_u(x) phi_v(x)'. */
  function addOwn(pair: Pair, m: number) {
    if (pair.column === undefined) {
      ownCurvature(pair, m);
      addCross(pair, work, m);
      return;
    }
    const { u, v, second } = pair;
    const { r, p } = atoms[u.slot.atom];
    if (second === undefined) {
      // The plain row of v is r_i w_v already.
      productMoments(M, jointRows.at + v.row * blockStride, u.derivative, pair.column, m, powerSums);
      addMoments(pair, 1);
      return;
    }
    curvatureMoments(M, r, u.derivative, v.derivative, second, pair.column, m, powerSums);
    addMoments(pair, 1);
    if (!isGate(v)) return;
    curvatureMoments(M, p, u.derivative, v.derivative, second, pair.column, m, powerSums);
    addMoments(pair, -1);
  }
  function addMoments({ u, v }: Pair, sign: 1 | -1) {
    const at = u.row * width + v.row;
    const rows = u.slot.length;
    const columns = v.slot.length;
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) own[at + i * width + j] += sign * powerSums[i + j];
  }

  /** Adds sum_t h_t phi_u(x_t) phi_v(x_t)' to the pair's entries of `own`. */
  function addCross({ u, v }: Pair, h: number, m: number) {
    let at = u.row * width + v.row;
    if (u.basis.intercept) {
      addRow(h, v.basis, at, m);
      at += width;
    }
    for (const x of u.basis.columns) {
      product(M, h, x, m, work2);
      addRow(work2, v.basis, at, m);
      at += width;
    }
  }
  function addRow(h: number, { intercept, columns }: BasisAt, row: number, m: number) {
    let at = row;
    if (intercept) own[at++] += sum(M, h, m);
    for (const x of columns) own[at++] += dot(M, h, x, m);
  }

  /** work <- r_i (w_u w_v + w_uv) - [both gate] p_i (h_u h_v + h_uv). */
  function ownCurvature({ u, v, second }: Pair, m: number) {
    const { r, p } = atoms[u.slot.atom];
    if (second === undefined) {
      product(M, r, u.derivative, m, work);
      product(M, work, v.derivative, m, work);
      return;
    }
    curvature(M, r, u.derivative, v.derivative, second, m, work);
    if (isGate(v)) subtractCurvature(M, p, u.derivative, v.derivative, second, m, work);
  }

  function clear() {
    scoreSums.fill(0);
    own.fill(0);
    jointRows.gram.fill(0);
    priorRows.gram.fill(0);
  }

  /** Writes the sums of the slots' rows to a score that begins with parameter `first`. */
  function writeScore(on: readonly Active[], score: Float64Array, first = 0) {
    score.fill(0);
    for (const { slot, row } of on)
      for (let j = 0; j < slot.length; j++) score[slot.offset - first + j] += scoreSums[row + j];
  }

  /**
   * Adds `sign` times the upper triangle of a matrix over the rows from `from` to `to` to a Hessian that begins
   * with parameter `first`: shared coefficients add up.
   */
  function addUpper(
    matrix: Float64Array,
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
        const value = sign * matrix[a * stride + b];
        const i = parameterOfRow[a] - first;
        const j = parameterOfRow[b] - first;
        hessian[i * p + j] += value;
        if (a !== b) hessian[j * p + i] += value;
      }
    }
  }

  /** The block's gate scores, with the experts that are not selected at -Infinity. */
  function evaluateGate(theta: Float64Array, m: number, order: Order) {
    evaluateTerms(theta, "gating", m, order);
    select(theta, m);
  }

  /** Copies the given responsibilities of a block into the arena. */
  function giveResponsibilities(given: readonly Float64Array[], from: number, m: number) {
    for (let i = 0; i < k; i++) {
      const { r } = atoms[i];
      const weights = given[i];
      for (let t = 0; t < m; t++) M[r + t] = weights[from + t];
    }
  }

  const evaluate: Likelihood["evaluate"] = (theta, order, score, hessian) => {
    let total = 0;
    clear();
    for (let from = 0; from < n; from += blockLength) {
      const m = Math.min(blockLength, n - from);
      load(from, m);
      evaluateGate(theta, m, order);
      evaluateTerms(theta, "experts", m, order);
      priors(m);
      total += posteriors(m);
      if (order === 0) continue;
      normalise("r", jointSum, m);
      normalise("p", priorSum, m);
      fillRows(active, "r", jointRows.at, 1, m);
      fillRows(gateActive, "p", priorRows.at, -1, m);
      if (order === 1) continue;
      addGram(M, jointRows.at, jointRows.p, m, jointRows.gram);
      addGram(M, priorRows.at, priorRows.p, m, priorRows.gram);
      for (const pair of pairs) addOwn(pair, m);
    }
    if (score && order > 0) writeScore(active, score);
    if (hessian && order > 1) {
      hessian.fill(0);
      addUpper(own, width, width, 1, hessian, size);
      addUpper(jointRows.gram, jointRows.p, width, -1, hessian, size);
      addUpper(priorRows.gram, priorRows.p, gateWidth, 1, hessian, size);
    }
    return total;
  };

  const responsibilities: Likelihood["responsibilities"] = (theta, into) => {
    let total = 0;
    for (let from = 0; from < n; from += blockLength) {
      const m = Math.min(blockLength, n - from);
      load(from, m);
      evaluateGate(theta, m, 0);
      evaluateTerms(theta, "experts", m, 0);
      priors(m);
      total += posteriors(m);
      normalise("r", jointSum, m);
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
    for (let from = 0; from < n; from += blockLength) {
      const m = Math.min(blockLength, n - from);
      load(from, m);
      evaluateGate(theta, m, 0);
      evaluateTerms(theta, "experts", m, 0);
      priors(m);
      posteriors(m);
      normalise("r", jointSum, m);
      for (let i = 0; i < k; i++) {
        const { r, term } = atoms[i];
        sums[i].support += sum(M, r, m);
        sums[i].weighted += dot(M, r, term.experts.value, m);
      }
    }
    return sums.map(({ support, weighted }) => ({ support, logDensity: weighted / support }));
  };

  const gateCriterion: Criterion = (theta, given, order, score, hessian) => {
    let total = 0;
    clear();
    for (let from = 0; from < n; from += blockLength) {
      const m = Math.min(blockLength, n - from);
      load(from, m);
      giveResponsibilities(given, from, m);
      evaluateTerms(theta, "gating", m, order);
      if (gating.selection) for (const { r, term } of atoms) exclude(M, r, m, term.gating.value);
      priors(m);
      total -= sumLog(M, priorSum, m);
      for (const { r, term } of atoms) {
        const h = term.gating.value;
        let share = 0;
        for (let t = 0; t < m; t++) if (M[r + t] !== 0) share += M[r + t] * (M[h + t] - M[largestPrior + t]);
        total += share;
      }
      if (order === 0) continue;
      normalise("p", priorSum, m);
      fillRows(gateActive, "r", jointRows.at, 1, m);
      fillRows(gateActive, "p", priorRows.at, -1, m);
      if (order === 1) continue;
      addGram(M, priorRows.at, priorRows.p, m, priorRows.gram);
      for (const pair of gatePairs) {
        criterionCurvature(pair, m);
        addCross(pair, work, m);
      }
    }
    if (score && order > 0) writeScore(gateActive, score);
    if (hessian && order > 1) {
      hessian.fill(0);
      addUpper(own, width, gateWidth, 1, hessian, gateSize);
      addUpper(priorRows.gram, priorRows.p, gateWidth, 1, hessian, gateSize);
    }
    return total;
  };

  /** work <- r_i h_uv - p_i (h_u h_v + h_uv): what is left of the curvature when r is held fixed. */
  function criterionCurvature({ u, v, second }: Pair, m: number) {
    const { r, p } = atoms[u.slot.atom];
    const h = second as number;
    product(M, r, h, m, work);
    subtractCurvature(M, p, u.derivative, v.derivative, h, m, work);
  }

  const expertCriterion: Criterion = (theta, given, order, score, hessian) => {
    let total = 0;
    clear();
    for (let from = 0; from < n; from += blockLength) {
      const m = Math.min(blockLength, n - from);
      load(from, m);
      giveResponsibilities(given, from, m);
      evaluateTerms(theta, "experts", m, order);
      for (const { r, term } of atoms) total += dot(M, r, term.experts.value, m);
      if (order === 0) continue;
      fillRows(expertActive, "r", jointRows.at, 1, m);
      if (order === 1) continue;
      for (const pair of expertPairs) {
        product(M, atoms[pair.u.slot.atom].r, pair.second as number, m, work);
        addCross(pair, work, m);
      }
    }
    if (score && order > 0) writeScore(expertActive, score, gateSize);
    if (hessian && order > 1) {
      hessian.fill(0);
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
