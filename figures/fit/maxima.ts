import { named, type Points } from "../marks.js";
import { plain } from "../numbers.js";
import { colors, fullWidth, series } from "../theme.js";
import { linearLimits, linearTicks } from "../ticks.js";
import type { Figure, KeyEntry } from "../types.js";
import { dotSet } from "./dots.js";
import { type Noted, noted } from "./noted.js";
import { stacked } from "./stacked.js";

/** A maximum of the likelihood that was found. */
export interface Maximum {
  readonly logLik: number;
  /** The nats that chance may have given it. */
  readonly allowance: number;
  readonly status: string;
  /** How many starts led to it. */
  readonly hits: number;
  /** Largest mean score, and largest eigenvalue of the mean Hessian. */
  readonly score: number;
  readonly maxEigenvalue: number;
}

/** All maxima of a fit. */
export interface MaximaPicture extends Noted {
  readonly answer: Maximum;
  /** The others, each with the reason why it is not the answer. */
  readonly others: readonly (Maximum & { readonly reason: string })[];
}

/** More rows are no figure. */
const mostMaxima = 15;
/** More rows of a narrow figure are higher than a page, which is divided between panels. */
const mostInPanel = 8;

type Marker = NonNullable<KeyEntry["marker"]>;

const markers: Readonly<Record<string, Pick<Marker, "shape" | "radius">>> = {
  converged: { shape: "circle", radius: 4 },
  singular: { shape: "rectRot", radius: 5 },
  boundary: { shape: "triangle", radius: 4.8 },
};
const otherMarker = { shape: "rect", radius: 4.4 } as const;

/**
 * The heights of all maxima that were found, above that of the answer, each on a row of its own with its certificate; hollow what is left
 * of it once what chance may have given is taken away.
 */
export function maximaFigure(picture: MaximaPicture): Figure {
  const { answer, others } = picture;
  const shown = [answer, ...others.slice(0, mostMaxima - 1)];
  const rows = shown.map(
    (maximum, i): Row => ({
      ...maximum,
      ahead: maximum.logLik - answer.logLik,
      left: maximum.logLik - maximum.allowance - answer.logLik,
      y: -i,
      color: i === 0 ? series(0) : colors.soft,
    }),
  );
  const statuses = [...new Set(rows.map(({ status }) => status))];
  const x = linearLimits(
    rows.flatMap(({ ahead, left }) => [ahead, left]),
    0.05,
  );
  const left = others.length + 1 - shown.length;
  return {
    ...noted(picture, [
      `Log-likelihood of the answer: ${plain(Number(answer.logLik.toFixed(4)))}. Each row: status and the number of starts that led there, then the largest mean score and the largest eigenvalue of the mean Hessian.`,
      ...others
        .slice(0, mostMaxima - 1)
        .flatMap(({ logLik, reason }, i) => (logLik > answer.logLik ? [`Maximum ${i + 2}: ${reason}.`] : [])),
      ...(left > 0 ? [`Not drawn: ${left} lower maxima.`] : []),
    ]),
    width: fullWidth,
    panels: evenly(rows, mostInPanel).flatMap((some) =>
      stacked(
        [
          {
            height: 0.25 + 0.42 * some.length,
            y: {
              title: "",
              min: some[some.length - 1].y - 0.5,
              max: some[0].y + 0.5,
              ticks: some.map(({ y }) => y),
              texts: some.map((row) => textOf(row, -row.y)),
            },
            datasets: some.flatMap(dotsOf),
          },
        ],
        { title: "log-likelihood less that of the answer", ...x, ticks: linearTicks(x.min, x.max) },
      ),
    ),
    key: [
      ...statuses.map((status) => {
        const marker = markers[status] ?? otherMarker;
        return { label: status, marker: { ...marker, color: colors.soft, fill: colors.soft } };
      }),
      ...(rows.some(({ ahead, left }) => left < ahead)
        ? [
            {
              label: "less what chance may have given",
              marker: { shape: "circle", radius: 4, color: colors.soft, fill: colors.paper } as const,
            },
          ]
        : []),
    ],
  };
}

/** A maximum at its place. */
interface Row extends Maximum {
  /** Its log-likelihood, and what is left of it once what chance may have given is taken away, less the answer's log-likelihood. */
  readonly ahead: number;
  readonly left: number;
  readonly y: number;
  readonly color: string;
}

/** The points of a row: full its log-likelihood, hollow what is left of it. */
function dotsOf({ ahead, left, y, status, color }: Row): Points[] {
  const { shape, radius } = markers[status] ?? otherMarker;
  const name = `maximum ${1 - y}`;
  const full = dotSet([{ x: ahead, y, radius }], { color, fill: color, shape, border: 1.2 });
  // Where nothing is taken away the two would lie on each other.
  const rest = left < ahead ? [{ x: left, y, radius }] : [];
  const hollow = dotSet(rest, { color, fill: colors.paper, shape, border: 1.2 });
  return [named(name, { ...full, order: 1 }), named(`${name}: less what chance may have given`, hollow)];
}

/** Consecutive parts, as few as there may be and as even as they can. */
function evenly<T>(rows: readonly T[], most: number): T[][] {
  const count = Math.ceil(rows.length / most);
  return Array.from({ length: count }, (_, i) =>
    rows.slice(Math.ceil((i * rows.length) / count), Math.ceil(((i + 1) * rows.length) / count)),
  );
}

function textOf({ status, hits, score, maxEigenvalue }: Maximum, i: number): [string, string] {
  return [
    `${i === 0 ? "1, the answer" : i + 1}: ${status}, ${hits}\u00a0${hits === 1 ? "start" : "starts"}`,
    `score\u00a0${short(score)}, eigenvalue\u00a0${short(maxEigenvalue)}`,
  ];
}

const short = (value: number): string => plain(Number(value.toPrecision(2)));
