import { badges } from "../badges.js";
import { curve, type Numbers } from "../data-marks.js";
import { colors, fullWidth, series } from "../theme.js";
import type { Figure } from "../types.js";
import { dotSet, dotsOf, type Observed, observedText, weightNote } from "./dots.js";
import { gateLayer, numbers } from "./gate-layer.js";
import { type Grid, overGrid } from "./grid.js";
import { type Noted, noted } from "./noted.js";
import { stacked } from "./stacked.js";
import { axisOf } from "./variable.js";

/** A fit to a response of classes, evaluated by the caller over one input. `y` has levels, the classes. */
export interface ClassesPicture extends Noted, Observed {
  readonly grid: Grid;
  /** `probabilities[s]`: of class s, over the grid. */
  readonly probabilities: readonly Numbers[];
  /** `experts[i][s]`: the same under expert i alone. */
  readonly experts: readonly (readonly Numbers[])[];
  readonly gateWeights: readonly Numbers[];
}

/** The panels of more experts would be no figure. */
const mostExperts = 4;

/** Classes beyond this number would repeat a colour. */
const mostClasses = 8;

/**
 * The classes of the observations, the class probabilities of the mixture and of each expert, and the gate weights, over a common input. Throws where the response has no
 * levels, or curves are not of the grid's length.
 */
export function fittedClassesFigure(picture: ClassesPicture): Figure {
  const { x, y, grid, probabilities, experts, gateWeights } = picture;
  const classes = y.levels;
  if (classes === undefined) throw new Error("invalid y; no levels, which the classes are");
  check(picture, classes.length);
  const drawn = mostFrequent(y.values, classes.length);
  const dots = dotsOf(picture);
  const lineOf = (s: number) => ({ color: series(drawn.indexOf(s)), width: 2 });
  const curvesOf = (of: readonly Numbers[]) => {
    const curves = drawn.map((s) => of[s]!);
    const lines = drawn.map(lineOf);
    return {
      datasets: curves.map((values, j) => curve(overGrid(grid, values), lines[j]!)),
      plugins: [badges(numbers(grid, curves, curves, lines, letter))],
    };
  };
  const several = experts.length > 1;
  const share = { min: -0.06, max: 1.06, ticks: [0, 0.5, 1] };
  const gates = gateWeights.map((_, i) => ({
    color: colors.black,
    width: 1.5,
    dash: dashes[i % dashes.length]!,
  }));
  const layers = [
    {
      height: 0.25 + 0.26 * classes.length,
      y: axisOf(y, [], 0),
      datasets: classes.map((_, s) => {
        const color = drawn.includes(s) ? series(drawn.indexOf(s)) : colors.soft;
        return dotSet(
          dots.filter(({ t }) => y.values[t] === s),
          { color, fill: "transparent", border: 0.9 },
        );
      }),
    },
    {
      title: "Probability of each class",
      height: 1.7,
      y: { title: "probability", ...share },
      ...curvesOf(probabilities),
    },
    ...(several
      ? experts.slice(0, mostExperts).map((of, i) => ({
          title: `The same under expert ${i + 1} alone`,
          height: 1,
          y: { title: "probability", ...share },
          ...curvesOf(of),
        }))
      : []),
    ...(several
      ? [{ ...gateLayer(grid, gateWeights, gates), height: 1.2, title: "Weights of the experts" }]
      : []),
  ];
  return {
    ...noted(picture, [
      `Circles: ${observedText(picture, dots.length)}, side by side within their class.`,
      ...(drawn.length < classes.length
        ? [`Curves of the ${drawn.length} most frequent of ${classes.length} classes.`]
        : []),
      ...(several && experts.length > mostExperts
        ? [`Experts ${mostExperts + 1} to ${experts.length} have no panel of their own.`]
        : []),
      ...weightNote(picture),
    ]),
    width: fullWidth,
    panels: stacked(layers, axisOf(x, [...Array.from(x.values), ...Array.from(grid.at)], 0.02)),
    key: [
      ...drawn.map((s, j) => ({
        label: `${y.name}: ${classes[s]}`,
        line: lineOf(s),
        badge: letter(j),
      })),
      ...(several
        ? gates.map((line, i) => ({ label: `gate weight of expert ${i + 1}`, line, badge: String(i + 1) }))
        : []),
    ],
  };
}

/** Tells the curve of a class from others where colours do not: in print without any. */
const letter = (j: number): string => String.fromCharCode("A".charCodeAt(0) + j);

/** Tell the gate weights of the experts apart, whose colour is that of no class. */
const dashes = [[], [6, 3], [2, 2.5], [8, 3, 2, 3], [12, 4], [1, 4]];

/** The classes with colours of their own, in their order. */
function mostFrequent(y: Numbers, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const s of Array.from(y)) counts[s]!++;
  const order = counts.map((_, s) => s).sort((p, q) => counts[q]! - counts[p]! || p - q);
  return order.slice(0, mostClasses).sort((p, q) => p - q);
}

function check({ x, y, grid, probabilities, experts, gateWeights }: ClassesPicture, classes: number): void {
  if (x.values.length !== y.values.length)
    throw new Error(`invalid y; ${y.values.length} values for ${x.values.length} inputs`);
  for (const of of [probabilities, ...experts])
    if (of.length !== classes)
      throw new Error(`invalid probabilities; of ${of.length} classes, ${classes} known`);
  for (const values of [...probabilities, ...experts.flat(), ...gateWeights])
    if (values.length !== grid.at.length)
      throw new Error(`invalid curve; ${values.length} values on a grid of ${grid.at.length}`);
}
