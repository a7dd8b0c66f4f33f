import type { Expression } from "./ast.js";
import { printExpression } from "./print.js";

/** What a part of a formula says once its operators are worked out. */
export interface Terms {
  /** Columns and calls, in the order in which they first appear. */
  readonly variables: readonly Expression[];
  /** Products of variables, lowest degree first, else in the order of the formula. */
  readonly terms: readonly TermFactors[];
  readonly intercept: boolean;
  /** The arguments of offset(). */
  readonly offsets: readonly Expression[];
}

/** The variables of a term, by their places among the variables, and whether each, if a factor, is coded by its contrasts. */
export interface TermFactors {
  readonly factors: readonly number[];
  readonly contrasts: readonly boolean[];
}

/** The variables of a term: bit i stands for the i-th. */
type Mask = bigint;

/**
 * The terms of a formula by R's rules: a*b is a + b + a:b, a/b is a + a:b, (a + b)^2 is a + b + a:b, `-` takes terms out, and
 * terms are ordered by their degree.
 *
 * A factor in a term is coded by contrasts where the term without it lies within an earlier term or is the constant; else
 * by a column for each level, which spans what the missing margin would.
 */
export function expandTerms(expression: Expression): Terms {
  const variables: Expression[] = [];
  const offsets: Expression[] = [];
  const places = new Map<string, number>();
  let intercept = true;

  function variable(one: Expression): Mask {
    const key = printExpression(one);
    if (!places.has(key)) places.set(key, variables.push(one) - 1);
    return 1n << BigInt(places.get(key)!);
  }

  /** The terms of an expression, or of what a minus before it takes out. */
  function expand(one: Expression, added: boolean): Mask[] {
    switch (one.kind) {
      case "group":
        return expand(one.inner, added);
      case "number":
        intercept = (one.value === 1) === added;
        return [];
      case "call":
        if (one.name !== "offset") return [variable(one)];
        offsets.push(one.arguments[0].value);
        return [];
      case "unary":
        if (one.operator === "+") return expand(one.operand, added);
        expand(one.operand, !added);
        return [];
      case "binary":
        return joined(one.operator, one.left, one.right, added);
      default:
        return [variable(one)];
    }
  }

  function joined(operator: string, a: Expression, b: Expression, added: boolean): Mask[] {
    const left = expand(a, added);
    if (operator === "^") return power(left, (b as { readonly value: number }).value);
    const right = expand(b, operator === "-" ? !added : added);
    switch (operator) {
      case "+":
        return distinct([...left, ...right]);
      case "-":
        return left.filter((term) => !right.includes(term));
      case "*":
        return distinct([...left, ...right, ...crossed(left, right)]);
      case "/":
        return distinct([...left, ...crossed([left.reduce((all, term) => all | term, 0n)], right)]);
      default:
        return crossed(left, right);
    }
  }

  const masks = expand(expression, true);
  const ordered = masks
    .map((mask) => ({ mask, factors: variables.map((_, i) => i).filter((i) => has(mask, i)) }))
    .sort((p, q) => p.factors.length - q.factors.length);
  const inOrder = ordered.map(({ mask }) => mask);
  const known = new Map(inOrder.map((mask, t) => [mask, t]));
  /** Whether a term lies within one before the t-th. Most often it is a term itself. */
  const isWithin = (mask: Mask, t: number): boolean =>
    mask === 0n || (known.get(mask) ?? t) < t || inOrder.slice(0, t).some((term) => (mask & ~term) === 0n);
  return {
    variables,
    terms: ordered.map(({ mask, factors }, t) => ({
      factors,
      contrasts: factors.map((i) => isWithin(mask & ~(1n << BigInt(i)), t)),
    })),
    intercept,
    offsets,
  };
}

const has = (mask: Mask, i: number): boolean => ((mask >> BigInt(i)) & 1n) === 1n;

const distinct = (terms: readonly Mask[]): Mask[] => [...new Set(terms)];

const crossed = (left: readonly Mask[], right: readonly Mask[]): Mask[] =>
  distinct(left.flatMap((a) => right.map((b) => a | b)));

/** The products of up to `times` terms: a term times itself is the term. */
function power(terms: readonly Mask[], times: number): Mask[] {
  let all = distinct(terms);
  // Once no product is new, none will be.
  for (let i = 1, before = 0; i < times && all.length > before; i++) {
    before = all.length;
    all = crossed(all, terms);
  }
  return all;
}
