import type { Budget, Protocol, Share } from "./types/protocol.js";

/** What the smaller budgets take of a protocol that does not say it itself. */
const shares: Record<Exclude<Budget, "full" | "custom">, Record<Protocol["name"], Share>> = {
  quick: {
    certified: { top: 600, count: 3, replicates: 5 },
    paper: { top: 15_000, count: 3, replicates: 4 },
    "paper-certified": { top: 15_000, count: 3, replicates: 4 },
  },
  default: {
    certified: { top: 10_000, count: 9, replicates: 8 },
    paper: { top: Infinity, count: 10, replicates: 6 },
    "paper-certified": { top: Infinity, count: 10, replicates: 6 },
  },
};

/** The budgets that can be asked for by name. */
export const budgetNames = ["quick", "default", "full"] as const;

/**
 * The protocol as far as a budget goes: `full` and `custom` leave it as declared, the others take fewer
 * replicates and fewer of the declared sizes, never other sizes, so that a larger budget reuses every fit.
 */
export function withBudget(protocol: Protocol, budget: Budget): Protocol {
  if (budget === "full" || budget === "custom") return protocol;
  const share = protocol.shares?.[budget] ?? shares[budget]?.[protocol.name];
  if (!share) throw new Error(`unknown budget "${budget}"; known: ${budgetNames.join(", ")}`);
  const reachable = protocol.sizes.filter((n) => n <= share.top);
  return {
    ...protocol,
    sizes: evenly(reachable, share.count),
    replicates: Math.min(share.replicates, protocol.replicates),
  };
}

/**
 * A protocol with the sizes or the number of replicates given by hand instead of the declared ones.
 * Throws where they are not positive whole numbers.
 */
export function withOverrides(
  protocol: Protocol,
  overrides: { sizes?: readonly number[] | undefined; reps?: number | undefined },
): Protocol {
  const { sizes = protocol.sizes, reps = protocol.replicates } = overrides;
  if (sizes.length === 0) throw new Error("invalid sizes; none given");
  sizes.forEach((n, i) => {
    if (!isCount(n)) throw new Error(`invalid sizes[${i}]; not a positive whole number: ${n}`);
  });
  if (!isCount(reps)) throw new Error(`invalid reps; not a positive whole number: ${reps}`);
  return { ...protocol, sizes: [...new Set(sizes)].sort((a, b) => a - b), replicates: reps };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function evenly(sizes: readonly number[], count: number): number[] {
  if (sizes.length <= count) return [...sizes];
  return Array.from({ length: count }, (_, i) => sizes[Math.round((i * (sizes.length - 1)) / (count - 1))]);
}
