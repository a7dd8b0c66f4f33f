import type { Design } from "../../src/types.js";
import { reasonFor } from "../specs/sets.js";
import type { Protocol } from "../types/protocol.js";

/** What a protocol does, as one sentence for captions; `reach` where its parameter set is one round the truth. */
export function describeProtocol(
  { design, start, tries = 1, method, parameterSet }: Omit<Protocol, "describes">,
  reach: number | undefined,
): string {
  const starts =
    start === "multi"
      ? "by starts in rounds and exchanges of experts"
      : `from ${tries === 1 ? "one start" : `the best of ${tries} starts`} near the truth`;
  const estimator =
    method === "em" ? "EM" : parameterSet ? "the highest maximum over a declared set" : "maximum likelihood";
  const set =
    parameterSet === undefined
      ? ""
      : `. The set: ${reach === undefined ? rangesIn(parameterSet) : reasonFor(reach)}`;
  return `${drawsIn(design)}; ${estimator} ${starts}${set}`;
}

function rangesIn({ units = "standardised", ranges }: NonNullable<Protocol["parameterSet"]>): string {
  const list = Object.entries(ranges).map(([name, [low, high]]) => `${name} from ${low} to ${high}`);
  return `${list.join(", ")}, in ${units === "own" ? "the parameters' own units" : "standardised units"}`;
}

/** How inputs are drawn, in words: `uniform inputs on [-1, 1]^2`; the name of a design that says nothing else. */
function drawsIn({ name, d }: Design): string {
  const [law, first, second] = name.split(":");
  const power = d === 1 ? "" : `^${d}`;
  if (second === undefined) return `inputs by the design "${name}"`;
  if (law === "grid") return `fixed grid on [${first}, ${second}]`;
  if (law === "uniform") return `uniform inputs on [${first}, ${second}]${power}`;
  return `normal inputs with mean ${first} and standard deviation ${second}${d === 1 ? "" : `, ${d} of them`}`;
}
