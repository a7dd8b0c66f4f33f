import type { Command } from "commander";
import { polynomialResidual, type Rbar, rbar } from "../../src/algebra/index.js";
import { command } from "../command.js";
import { integer } from "../options.js";
import { print, printJson } from "../output.js";
import { brief, table } from "../terminal.js";

interface Options {
  readonly evidence?: boolean;
  readonly json?: boolean;
}

/** `moestat rbar M`: the smallest order at which the polynomial system of m atoms has only trivial solutions. */
export const rbarCommand = (): Command =>
  command("rbar", {
    detail:
      "In a Voronoi cell of M fitted experts the theorem has beta1 and b converge like n^(-1/(2 rbar(M))), a and sigma2 like n^(-1/rbar(M)).",
    examples: [
      ["moestat rbar 2", "Two fitted experts share one true expert:"],
      ["moestat rbar 3 --evidence", "The numerical evidence, order by order:"],
      ["moestat rbar 2 --json", "For a program:"],
    ],
  })
    .usage("M [options]")
    .argument("<M>", "number of fitted experts in the cell", integer("M"))
    .option(
      "--evidence",
      "the least residual of the polynomial system for each order up to rbar, M <= 8 (takes seconds)",
    )
    .option("--json", "print one JSON object")
    .action(show);

async function show(m: number, { evidence, json }: Options): Promise<void> {
  const order = rbar(m);
  const residuals = evidence ? residualsUpTo(m, order.value) : undefined;
  if (json) return printJson({ m, ...order, ...(residuals ? { evidence: residuals } : {}) });
  print(`rbar(${m}) = ${order.value}  (${sourceOf(m, order)})`);
  if (!residuals) return;
  const rows = residuals.map(({ r, residual, growing }) => [
    String(r),
    brief(residual, 3),
    growing === 0 ? "" : "approached as weights grow without bound",
  ]);
  print(`\n${table([["r", "least residual", ""], ...rows])}\n\n${EVIDENCE}`);
}

const sourceOf = (m: number, { lowerBound, provenance }: Rbar): string =>
  ({
    elementary: "elementary: one fitted expert converges at the full rate",
    "lemma 1": "proved: Lemma 1 of Nguyen, Nguyen and Ho (2023)",
    conjecture: `conjecture: rbar(m) = 2 m; proved: rbar(${m}) >= ${lowerBound}`,
  })[provenance];

const EVIDENCE =
  "Numerical evidence, no proof: the least sum of squares of the polynomial system over normalised non-trivial points: about 0 where the system has a non-trivial solution; rbar is the first r where it stays away from 0.";

/** The least residual for each order r = 1..rbar. */
function residualsUpTo(m: number, most: number): { r: number; residual: number; growing: number }[] {
  return Array.from({ length: most }, (_, i) => {
    const { residual, growing } = polynomialResidual(m, i + 1);
    return { r: i + 1, residual, growing };
  });
}
