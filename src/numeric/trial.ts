/**
 * A step that a trust-region method tries. The functions below decide whether it is kept, and the radius of the next step.
 * Source: Nocedal & Wright (2006), Numerical Optimization, algorithm 4.1, with a rule for gains that rounding hides.
 */
interface Trial {
  /** By how much the value is higher at the end of the step. */
  readonly gain: number;
  /** By how much the quadratic model says that it is (`predictedGain`). */
  readonly predicted: number;
  /** How much of a gain may be rounding (`roundingOf`). */
  readonly rounding: number;
}

/** g's + s'Hs/2 for a step s, H row major. */
export function predictedGain(g: Float64Array, hessian: Float64Array, step: Float64Array): number {
  const size = step.length;
  let sum = 0;
  for (let i = 0; i < size; i++) {
    if (step[i] === 0) continue;
    let bend = 0;
    for (let j = 0; j < size; j++) bend += hessian[i * size + j] * step[j];
    sum += step[i] * (g[i] + 0.5 * bend);
  }
  return sum;
}

/** Whether the predicted gain is too small for the value to show it. */
export const isHidden = ({ predicted, rounding }: Trial): boolean => Math.abs(predicted) <= rounding;

/**
 * Whether a step is kept: the value must grow by a tenth of what is predicted. Where rounding hides the gain, the value
 * must not fall by more than rounding, and the step must lower the score.
 */
export function isAccepted(trial: Trial, lowersScore: () => boolean): boolean {
  const { gain, predicted, rounding } = trial;
  if (isHidden(trial)) return gain >= -rounding && lowersScore();
  return gain >= 0.1 * predicted && gain > 0;
}

/**
 * The radius after a step that is kept: `growth` times as large if the step took up most of it and the model is to be
 * trusted, half as large if the model predicted four times too much.
 */
export function radiusAfter(trial: Trial, radius: number, length: number, growth: number): number {
  const { gain, predicted } = trial;
  if (isHidden(trial) || gain >= 0.7 * predicted) return length > 0.8 * radius ? growth * radius : radius;
  return gain < 0.25 * predicted ? 0.5 * radius : radius;
}

/** The radius after a step that is not kept. */
export const radiusAfterFailure = (radius: number, length: number): number => 0.25 * Math.min(radius, length);
