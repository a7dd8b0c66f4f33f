import type { Analysis } from "../types/analysis.js";
import type { CurvesPicture } from "../types/picture.js";
import { inWords } from "./distances.js";
import { cellsOfExperts, type LeastFound, leastOfCell } from "./least-curves.js";

type Series = CurvesPicture["panels"][number]["series"][number];

/** A curve as found, and a dashed line where the theorem's exponent is another one. */
function seriesOf({ label, like, points, exponent, theorem, expected }: LeastFound): Series[] {
  const own: Series = {
    label: `${label}: exponent ${inWords(exponent)}, theorem ${theorem}`,
    like,
    points,
    style: "both",
  };
  if (theorem === expected) return [own];
  const [first] = points;
  const line = points.map(({ x }) => ({ x, y: first.y * (x / first.x) ** theorem }));
  return [
    own,
    { label: `${label}: slope ${theorem} of the theorem`, like, points: line, style: "line", dashed: true },
  ];
}

function compute(): CurvesPicture {
  const cells = cellsOfExperts();
  const titles = [...new Set(cells.map(({ title }) => title))];
  return {
    title: "Slow parameters: how near to the truth a wrong parameter can come",
    subtitle: [
      "Least Hellinger distance over all other parameters, averaged over the inputs by quadrature; no data.",
      "Where it is of the order error^{m}, the maximum-likelihood estimate errs by about n^{−1/(2m)}.",
    ],
    panels: titles.map((title) => ({
      title,
      x: { title: "error of one parameter of one expert", scale: "log" },
      y: { title: "least Hellinger distance", scale: "log" },
      series: cells
        .filter((cell) => cell.title === title)
        .flatMap((cell) => leastOfCell(cell).flatMap(seriesOf)),
    })),
    notes: [
      "One parameter of one of the experts in a cell is held at its true value plus the error (sigma2: minus; tau: the shared temperature), the shares of the cell's experts are held, all others are free. Root of the mean of h^2, by local minimisation. Exponents: least squares over the three smallest errors.",
      "Theorem: the exponent with which the paper's loss bounds this error: rbar(2) = 4 or rbar(3) = 6 for beta1 and b, half of it for a and sigma2; 2 for beta1, a and tau of the activated gate and for multinomial experts.",
      "A smaller exponent found is a faster rate than the theorem's bound: for beta1 with the softmax gate, where the equation of order 2 in beta1, Σ p5^2 p1^2 = 0, has no solution but 0; for a in the cell of three; for tau.",
      "Errors are so large that rounding (1e-15 in a distance) does not show.",
    ],
  };
}

/** Which error of each parameter the density can hide, against what the theorems bound. */
export const slowParameters: Analysis = {
  name: "slow-parameters",
  title: "Slow parameters: least distance between densities for an error of one parameter",
  provenance: "derived",
  compute,
};
