import { stroke, through } from "../marks.js";
import { powerOfTen } from "../numbers.js";
import { colors, fullWidth, linearAxis, logAxis, series } from "../theme.js";
import { linearTicks, logLimits } from "../ticks.js";
import type { Figure } from "../types.js";
import { linePanel } from "./line-panel.js";
import { type Noted, noted } from "./noted.js";

/** The eigenvalues of the information of one observation at a fit, in standardised units. */
export interface SpectrumPicture extends Noted {
  readonly eigenvalues: readonly number[];
  /** An eigenvalue counts as zero if it is within this of zero. */
  readonly flat: number;
}

/**
 * The positive eigenvalues of the information on a logarithmic axis, the largest first; those that count as zero stand in a strip of their own, which has no heights, and
 * so do negative ones, where the point is no maximum.
 */
export function spectrumFigure({ eigenvalues, flat, ...words }: SpectrumPicture): Figure {
  const sorted = [...eigenvalues].sort((p, q) => q - p).map((value, i) => ({ x: i + 1, value }));
  const curved = sorted.filter(({ value }) => value > flat);
  const others = sorted.filter(({ value }) => value <= flat);
  const x = { title: "direction, by information", min: 0.4, max: sorted.length + 0.6 };
  const ticks = linearTicks(1, Math.max(2, sorted.length), 12).filter(
    (tick) => Number.isInteger(tick) && tick >= 1,
  );
  const marker = { shape: "circle", radius: 3.6, color: series(0), fill: series(0) } as const;
  const flatMarker = { shape: "rectRot", radius: 5, color: series(1), fill: colors.paper } as const;
  const negative = {
    shape: "triangle",
    rotation: 180,
    radius: 5,
    color: colors.black,
    fill: colors.black,
  } as const;
  const none = { color: "transparent", width: 0 };
  const thin = { color: series(0), width: 0.8 };
  const isFlat = ({ value }: { value: number }) => value >= -flat;
  const upper = linePanel({
    height: 2.6 + (others.length > 0 ? 0 : axisHeight),
    datasets: [
      stroke(
        curved.map(({ x: at, value }) => ({ x: at, y: value })),
        thin,
        marker,
      ),
    ],
    scales: {
      x: linearAxis("x", { ...x, ticks, labels: others.length === 0 }),
      y: logAxis("y", {
        title: "eigenvalue",
        ...logLimits(
          curved.map(({ value }) => value),
          0.06,
        ),
        room: 9,
      }),
    },
  });
  const strip = linePanel({
    height: 0.42 + axisHeight,
    datasets: [
      through(
        others.filter(isFlat).map(({ x: at }) => ({ x: at, y: 0 })),
        none,
        flatMarker,
      ),
      through(
        others.filter((one) => !isFlat(one)).map(({ x: at }) => ({ x: at, y: 0 })),
        none,
        negative,
      ),
    ],
    scales: {
      x: linearAxis("x", { ...x, ticks }),
      y: linearAxis("y", {
        title: "",
        min: -1,
        max: 1,
        ticks: [0],
        texts: [others.every(isFlat) ? "flat" : "none"],
      }),
    },
  });
  const flats = others.filter(isFlat).length;
  return {
    ...noted(words, [
      "Information of one observation: minus the mean Hessian of the log-likelihood in the parameters that no bound holds, for inputs and response of standard deviation 1. Standard errors grow with one over the square root of an eigenvalue.",
      ...(others.length > 0
        ? [
            `The strip holds directions whose eigenvalue is within ${powerOfTen(Math.round(Math.log10(flat)))} of zero, or negative: they have no height on a logarithmic axis.`,
          ]
        : []),
    ]),
    width: fullWidth,
    panels: others.length > 0 ? [upper, strip] : [upper],
    key: [
      { label: `${curved.length} of ${sorted.length} directions with information`, marker },
      ...(flats > 0 ? [{ label: `${flats} flat, of which the data say nothing`, marker: flatMarker }] : []),
      ...(others.length > flats
        ? [{ label: `${others.length - flats} with a negative eigenvalue: no maximum`, marker: negative }]
        : []),
    ],
  };
}

/** Height of an x axis with labels and title, in inches. */
const axisHeight = 0.45;
