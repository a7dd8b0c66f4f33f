/**
 * A formula as it was written, as plain data: `y ~ dose * sex | dose`. Only what is between the signs is kept; what the
 * operators mean is up to `expandTerms` (terms) and `evaluate` (arithmetic).
 */
export interface Formula {
  readonly text: string;
  /** What stands before `~`: arithmetic on columns, or `cbind(successes, failures)`. */
  readonly response?: Expression;
  /** The terms of the experts. */
  readonly experts: Expression;
  /** The terms of the gate, after `|`. Without them the gate sees the experts' inputs. */
  readonly gate?: Expression;
}

/** A part of a formula; `at` is its first character in the text, counted from 0 (of an operation: its operator). */
export type Expression =
  | NumberLiteral
  | { readonly kind: "text"; readonly value: string; readonly at: number }
  | { readonly kind: "truth"; readonly value: boolean; readonly at: number }
  | { readonly kind: "column"; readonly name: string; readonly at: number }
  | { readonly kind: "dot"; readonly at: number }
  | { readonly kind: "group"; readonly inner: Expression; readonly at: number }
  | Unary
  | Binary
  | Call;

/** A number; `whole` if it was written as `2L`. */
export interface NumberLiteral {
  readonly kind: "number";
  readonly value: number;
  readonly whole?: true;
  readonly at: number;
}

export interface Unary {
  readonly kind: "unary";
  readonly operator: "+" | "-";
  readonly operand: Expression;
  readonly at: number;
}

export interface Binary {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly at: number;
}

export interface Call {
  readonly kind: "call";
  readonly name: string;
  readonly arguments: readonly Argument[];
  readonly at: number;
}

/** An argument of a call in a formula, as in `poly(x, degree = 2)`. */
export interface Argument {
  readonly name?: string;
  readonly value: Expression;
}

export const comparisons = ["<", ">", "<=", ">=", "==", "!="] as const;
export type Comparison = (typeof comparisons)[number];
export type BinaryOperator = "+" | "-" | "*" | "/" | ":" | "^" | Comparison;

export const isComparison = (operator: BinaryOperator): operator is Comparison =>
  (comparisons as readonly string[]).includes(operator);

/** The expression within all brackets round it. */
export const bare = (expression: Expression): Expression =>
  expression.kind === "group" ? bare(expression.inner) : expression;
