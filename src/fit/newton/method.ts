import { emGradient } from "../em/emGradient.js";
import type { Method, Rung } from "../problem/method.js";
import { newtonAscent } from "./ascent.js";

/** EM steps that prepare a start: enough to leave the saddles between experts that are still alike. */
const warmSteps = 15;
/**
 * Above so many observations the starts first climb on so many of them. Where the data are `largeStep` times as many or
 * more, the best go on to a part of middle size, so that fewer climb on all.
 */
const rungSize = 10_000;
const largeStep = 4;
const survivors = { toAll: 6, toMiddle: 8, fromMiddle: 3 };
/** Which maximum is highest on a part of the data tells no more of all the data than so many nats. */
const rungTolerance = 0.5;

/** Starts -> a few EM steps -> Newton's method, for likelihoods that are smooth. */
export const newtonMethod: Method = {
  warmSize: 2000,
  warm: (problem, starts) => starts.map((theta) => emGradient(problem, theta, warmSteps)),
  // A start costs more with many observations.
  rounds: (n) => (n <= 4000 ? [12, 24, 24] : [12, 12]),
  rungs: (n, own) => {
    if (n <= rungSize || own === 1) return [];
    const go = own === undefined ? survivors : { toAll: own, toMiddle: own, fromMiddle: Math.ceil(own / 2) };
    const rung = (name: string, size: number, onward: number): Rung => ({
      name,
      size,
      missing: rungTolerance,
      places: onward,
      survivors: onward,
      within: Infinity,
    });
    if (n < largeStep * rungSize) return [rung("screen", rungSize, go.toAll)];
    return [
      rung("screen", rungSize, go.toMiddle),
      rung("middle", Math.round(Math.sqrt(rungSize * n)), go.fromMiddle),
    ];
  },
  roughClimbs: Infinity,
  ascent: newtonAscent,
};
