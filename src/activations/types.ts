/**
 * An activation function of a gate, act(z), with its first two derivatives, for a block of m scores at a time.
 * `evaluate` writes act(z[t]), and for order >= 1 act'(z[t]), for order 2 act''(z[t]), t < m, into the last three
 * arrays, which are none of the others. `name` is what a parameter record carries.
 */
export interface Activation {
  readonly name: string;
  /** Its name among the kernels, where there is one for the gate score with this activation. */
  readonly kernel?: string;
  /** It grows everywhere, so that it keeps the order of numbers. */
  readonly increasing?: true;
  /** Writes act(z) for the first m entries of z, and as many derivatives as `order` says. */
  readonly evaluate: (
    z: Float64Array,
    m: number,
    order: 0 | 1 | 2,
    value: Float64Array,
    first: Float64Array,
    second: Float64Array,
  ) => void;
}
