import type { Layout, Slot } from "./coordinates.js";
import {
  type Basis,
  type Bounds,
  type Expert,
  type Gating,
  type Order,
  type Predictor,
  termOf,
} from "./family.js";
import {
  addExp,
  addGram,
  blockLength,
  crossCurvature,
  curvature,
  dot,
  linearPredictor,
  moments,
  productRow,
  scaledRow,
  sum,
  sumLogBlock,
  tile,
} from "./numeric/kernels.js";

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
  /** Number of gate parameters; they come first in theta. */
  readonly gateSize: number;
  /**
   * The gate's part of the EM criterion, sum_t sum_i r[i][t] log p_i(x_t), and its derivatives in the gate
   * parameters (`gateSize` of them).
   */
  readonly gateCriterion: (
    theta: Float64Array,
    r: readonly Float64Array[],
    order: Order,
    score?: Float64Array,
    hessian?: Float64Array,
  ) => number;
  /** Overwrites the experts' part of theta with the maximiser of sum_t sum_i r[i][t] e_i(t) within bounds. */
  readonly maximiseExperts: (theta: Float64Array, r: readonly Float64Array[], bounds: Bounds) => void;
}

/** A free slot: where its rows stand, and the array of the derivative w_u. */
interface Active {
  readonly slot: Slot;
  readonly basis: Basis;
  readonly derivative: Float64Array;
  /** Index of its first row among the rows r_i w_u phi; its rows p_i h_u phi have the same index. */
  readonly row: number;
}
/** Two predictors of the same expert, with w_uv where both feed the same term. */
interface Pair {
  readonly u: Active;
  readonly v: Active;
  readonly second: Float64Array | undefined;
}

export function likelihoodOf(
  gating: Gating,
  expert: Expert,
  layout: Layout,
  bases: Readonly<Record<Predictor["basis"], Basis>>,
  y: Float64Array,
): Likelihood {
  const { slots, size, experts: k } = layout;
  const n = y.length;
  const families = { gating, experts: expert };
  const block = () => new Float64Array(blockLength);

  const atoms = Array.from({ length: k }, (_, i) => ({
    eta: { gating: gating.predictors.map(block), experts: expert.predictors.map(block) },
    term: { gating: termOf(gating, blockLength), experts: termOf(expert, blockLength) },
    free: slots.filter(({ atom, offset }) => atom === i && offset >= 0),
    joint: block(),
    p: block(),
    r: block(),
  }));

  const active: Active[] = [];
  const parameterOfRow: number[] = [];
  for (const slot of slots) {
    if (slot.offset < 0) continue;
    const derivative = atoms[slot.atom].term[slot.part].first[slot.predictorIndex];
    active.push({ slot, basis: bases[slot.predictor.basis], derivative, row: parameterOfRow.length });
    for (let j = 0; j < slot.length; j++) parameterOfRow.push(slot.offset + j);
  }
  const pairs = active.flatMap((u, i) =>
    active.slice(i).flatMap((v): Pair[] => {
      if (u.slot.atom !== v.slot.atom) return [];
      const { term } = atoms[u.slot.atom];
      const second =
        u.slot.part === v.slot.part
          ? term[u.slot.part].second[u.slot.predictorIndex][v.slot.predictorIndex]
          : undefined;
      return [{ u, v, second }];
    }),
  );
  const isGate = ({ slot }: Active) => slot.part === "gating";
  const gateActive = active.filter(isGate);
  const gatePairs = pairs.filter(({ v }) => isGate(v));
  const gateSize = Math.max(0, ...gateActive.map(({ slot }) => slot.offset + slot.length));

  const padded = (rows: number) => Math.ceil(rows / tile) * tile;
  const width = parameterOfRow.length;
  const gateWidth = gateActive.reduce((rows, { slot }) => rows + slot.length, 0);
  /** Rows r_i w_u phi of all free slots, and p_i h_u phi of those of the gate, which come first. */
  const joint = { rows: new Float64Array(padded(width) * blockLength), p: padded(width) };
  const prior = { rows: new Float64Array(padded(gateWidth) * blockLength), p: padded(gateWidth) };
  const jointGram = new Float64Array(joint.p ** 2);
  const priorGram = new Float64Array(prior.p ** 2);
  const own = new Float64Array(width * width);
  const scoreSums = new Float64Array(width);
  const [largestPrior, largestJoint, priorSum, jointSum, work, work2] = Array.from({ length: 6 }, block);
  const plain = block();
  const powerSums = new Float64Array(3);

  function evaluateTerms(theta: Float64Array, part: Slot["part"], from: number, m: number, order: Order) {
    for (const { eta, term, free } of atoms) {
      // Predictors of a pinned slot are 0 from the start and stay so.
      for (const { part: its, predictorIndex, predictor, offset } of free) {
        if (its !== part) continue;
        const { intercept, columns } = bases[predictor.basis];
        linearPredictor(eta[part][predictorIndex], theta, offset, intercept, columns, from, m);
      }
      families[part].evaluate(eta[part], y, from, m, order, term[part]);
    }
  }

  /** Fills p with gate weights up to their normaliser, priorSum. */
  function priors(m: number) {
    largestPrior.fill(-Infinity, 0, m);
    for (const { term } of atoms) maximum(largestPrior, term.gating.value, m);
    priorSum.fill(0, 0, m);
    for (const { term, p } of atoms) addExp(term.gating.value, largestPrior, m, p, priorSum);
  }

  /** Fills r with responsibilities up to their normaliser, jointSum; returns the block's log-likelihood. */
  function posteriors(m: number): number {
    largestJoint.fill(-Infinity, 0, m);
    for (const { term, joint: q } of atoms)
      addMaximum(term.gating.value, term.experts.value, m, q, largestJoint);
    jointSum.fill(0, 0, m);
    for (const { joint: q, r } of atoms) addExp(q, largestJoint, m, r, jointSum);
    let total = 0;
    for (let t = 0; t < m; t++) {
      total += largestJoint[t] - largestPrior[t];
      work[t] = jointSum[t] / priorSum[t];
    }
    return total + sumLogBlock(work, m);
  }

  function normalise(sums: Float64Array, m: number, weight: "p" | "r") {
    for (let t = 0; t < m; t++) work[t] = 1 / sums[t];
    for (const atom of atoms) {
      const w = atom[weight];
      for (let t = 0; t < m; t++) w[t] *= work[t];
    }
  }

  /** Fills the rows weight_i w_u phi of the slots; adds sign times their sums to the score. */
  function fillRows(
    on: readonly Active[],
    weight: "p" | "r",
    rows: Float64Array,
    sign: 1 | -1,
    from: number,
    m: number,
  ) {
    for (const { slot, derivative, basis, row } of on) {
      const { intercept, columns } = basis;
      let parameter = row;
      // With an intercept the plain product is a row itself; otherwise it only feeds the others.
      const source = intercept ? rows : plain;
      const at = intercept ? row * blockLength : 0;
      const total = productRow(atoms[slot.atom][weight], derivative, m, source, at);
      if (intercept) scoreSums[parameter++] += sign * total;
      for (const x of columns) {
        scoreSums[parameter] += sign * scaledRow(source, at, x, from, m, rows, parameter * blockLength);
        parameter++;
      }
    }
  }

  /** Adds sum_t h[t] phi_u(x_t) phi_v(x_t)' to the pair's entries of `own`. */
  function addOwn({ u, v }: Pair, h: Float64Array, from: number, m: number) {
    let at = u.row * width + v.row;
    if (u.basis === v.basis && u.basis.intercept && u.basis.columns.length === 1) {
      powerSums.fill(0);
      moments(h, u.basis.columns[0], from, m, powerSums, 0);
      own[at] += powerSums[0];
      own[at + 1] += powerSums[1];
      own[at + width] += powerSums[1];
      own[at + width + 1] += powerSums[2];
      return;
    }
    if (u.basis.intercept) {
      addRow(h, v.basis, at, from, m);
      at += width;
    }
    for (const x of u.basis.columns) {
      for (let t = 0; t < m; t++) work2[t] = h[t] * x[from + t];
      addRow(work2, v.basis, at, from, m);
      at += width;
    }
  }
  function addRow(h: Float64Array, { intercept, columns }: Basis, row: number, from: number, m: number) {
    let at = row;
    if (intercept) own[at++] += sum(h, m);
    for (const x of columns) own[at++] += dot(h, x, from, m);
  }

  /** work <- r_i (w_u w_v + w_uv) - [both gate] p_i (h_u h_v + h_uv). */
  function ownCurvature({ u, v, second }: Pair, m: number) {
    const { r, p } = atoms[u.slot.atom];
    if (!second) return crossCurvature(r, u.derivative, v.derivative, m, work);
    curvature(r, u.derivative, v.derivative, second, m, work);
    if (!isGate(v)) return;
    curvature(p, u.derivative, v.derivative, second, m, work2);
    for (let t = 0; t < m; t++) work[t] -= work2[t];
  }

  function clear() {
    scoreSums.fill(0);
    own.fill(0);
    jointGram.fill(0);
    priorGram.fill(0);
  }

  function writeScore(on: readonly Active[], score: Float64Array) {
    score.fill(0);
    for (const { slot, row } of on)
      for (let j = 0; j < slot.length; j++) score[slot.offset + j] += scoreSums[row + j];
  }

  /** Adds `sign` times the upper triangle of a matrix over rows to the Hessian: shared coefficients add up. */
  function addUpper(
    matrix: Float64Array,
    stride: number,
    rows: number,
    sign: 1 | -1,
    hessian: Float64Array,
    p: number,
  ) {
    for (let a = 0; a < rows; a++) {
      for (let b = a; b < rows; b++) {
        const value = sign * matrix[a * stride + b];
        hessian[parameterOfRow[a] * p + parameterOfRow[b]] += value;
        if (a !== b) hessian[parameterOfRow[b] * p + parameterOfRow[a]] += value;
      }
    }
  }

  const evaluate: Likelihood["evaluate"] = (theta, order, score, hessian) => {
    let total = 0;
    clear();
    for (let from = 0; from < n; from += blockLength) {
      const m = Math.min(blockLength, n - from);
      evaluateTerms(theta, "gating", from, m, order);
      evaluateTerms(theta, "experts", from, m, order);
      priors(m);
      total += posteriors(m);
      if (order === 0) continue;
      normalise(jointSum, m, "r");
      normalise(priorSum, m, "p");
      fillRows(active, "r", joint.rows, 1, from, m);
      fillRows(gateActive, "p", prior.rows, -1, from, m);
      if (order === 1) continue;
      addGram(joint.rows, joint.p, m, jointGram);
      addGram(prior.rows, prior.p, m, priorGram);
      for (const pair of pairs) {
        ownCurvature(pair, m);
        addOwn(pair, work, from, m);
      }
    }
    if (score && order > 0) writeScore(active, score);
    if (hessian && order > 1) {
      hessian.fill(0);
      addUpper(own, width, width, 1, hessian, size);
      addUpper(jointGram, joint.p, width, -1, hessian, size);
      addUpper(priorGram, prior.p, gateWidth, 1, hessian, size);
    }
    return total;
  };

  const responsibilities: Likelihood["responsibilities"] = (theta, into) => {
    let total = 0;
    for (let from = 0; from < n; from += blockLength) {
      const m = Math.min(blockLength, n - from);
      evaluateTerms(theta, "gating", from, m, 0);
      evaluateTerms(theta, "experts", from, m, 0);
      priors(m);
      total += posteriors(m);
      normalise(jointSum, m, "r");
      atoms.forEach(({ r }, i) => {
        const out = into[i];
        for (let t = 0; t < m; t++) out[from + t] = r[t];
      });
    }
    return total;
  };

  const gateCriterion: Likelihood["gateCriterion"] = (theta, given, order, score, hessian) => {
    let total = 0;
    clear();
    for (let from = 0; from < n; from += blockLength) {
      const m = Math.min(blockLength, n - from);
      evaluateTerms(theta, "gating", from, m, order);
      priors(m);
      let blockTotal = -sumLogBlock(priorSum, m);
      atoms.forEach(({ term, r }, i) => {
        const h = term.gating.value;
        const weights = given[i];
        for (let t = 0; t < m; t++) {
          r[t] = weights[from + t];
          blockTotal += r[t] * (h[t] - largestPrior[t]);
        }
      });
      total += blockTotal;
      if (order === 0) continue;
      normalise(priorSum, m, "p");
      fillRows(gateActive, "r", joint.rows, 1, from, m);
      fillRows(gateActive, "p", prior.rows, -1, from, m);
      if (order === 1) continue;
      addGram(prior.rows, prior.p, m, priorGram);
      for (const pair of gatePairs) {
        criterionCurvature(pair, m);
        addOwn(pair, work, from, m);
      }
    }
    if (score && order > 0) writeScore(gateActive, score);
    if (hessian && order > 1) {
      hessian.fill(0);
      addUpper(own, width, gateWidth, 1, hessian, gateSize);
      addUpper(priorGram, prior.p, gateWidth, 1, hessian, gateSize);
    }
    return total;
  };

  /** work <- (r_i - p_i) h_uv - p_i h_u h_v: what is left of the curvature when r is held fixed. */
  function criterionCurvature({ u, v, second }: Pair, m: number) {
    const { r, p } = atoms[u.slot.atom];
    const h = second as Float64Array;
    for (let t = 0; t < m; t++) work[t] = r[t] * h[t];
    curvature(p, u.derivative, v.derivative, h, m, work2);
    for (let t = 0; t < m; t++) work[t] -= work2[t];
  }

  const maximiseExperts: Likelihood["maximiseExperts"] = (theta, r, bounds) => {
    const own = expert.predictors.map(({ basis }) => bases[basis]);
    const best = r.map((weights) => expert.maximise(weights, y, own, bounds));
    for (const { part, atom, predictorIndex, offset } of slots)
      if (part === "experts") theta.set(best[atom][predictorIndex], offset);
  };

  return { n, size, evaluate, responsibilities, gateSize, gateCriterion, maximiseExperts };
}

function maximum(into: Float64Array, values: Float64Array, m: number) {
  for (let t = 0; t < m; t++) if (values[t] > into[t]) into[t] = values[t];
}

/** out[t] <- a[t] + b[t] and into[t] <- max(into[t], out[t]). */
function addMaximum(a: Float64Array, b: Float64Array, m: number, out: Float64Array, into: Float64Array) {
  for (let t = 0; t < m; t++) {
    const value = a[t] + b[t];
    out[t] = value;
    if (value > into[t]) into[t] = value;
  }
}
