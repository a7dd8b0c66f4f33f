import type { Iterate, LocalMaximum, TiedState } from "./point.js";

/** Where an ascent stands. */
export interface AscentState extends Iterate {
  /** Steps made so far. */
  readonly steps: number;
}

/**
 * An iterative method that climbs the log-likelihood of a problem: EM, Newton's method, the ascent over the cells of a
 * top-K gate. A state is never changed; no step leads lower.
 */
export interface Ascent<State extends AscentState> {
  init(theta: Float64Array): State;
  step(state: State): State;
  /** Whether no further step leads higher, as far as the method can tell. */
  done(state: State): boolean;
  /** What first and second order say of the point where the ascent stands. */
  examine(state: State): TiedState;
  /**
   * By how much the mean log-likelihood is still going to grow, according to the method's model of it; infinite where the model
   * has no maximum near by. Absent where a method has no model.
   */
  predictedIncrease?(state: State): number;
}

/** Runs an ascent from theta until it is done, has made `maxSteps` steps, or `stop` holds for its state. */
export function run<State extends AscentState>(
  ascent: Ascent<State>,
  theta: Float64Array,
  maxSteps: number,
  stop: (state: State) => boolean = () => false,
): State {
  let state = ascent.init(theta);
  while (state.steps < maxSteps && !ascent.done(state) && !stop(state)) state = ascent.step(state);
  return state;
}

/** Where an ascent has ended, examined. */
export const endOf = <State extends AscentState>(ascent: Ascent<State>, state: State): LocalMaximum => ({
  state: ascent.examine(state),
  steps: state.steps,
});
