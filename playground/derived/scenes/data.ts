import { count } from "../../../figures/numbers.js";
import type { Params, Sample } from "../../../src/types.js";
import type { State } from "../../state/state.js";
import { around, linear } from "../axes.js";
import { kinds } from "../families.js";
import type { Axis, Color, Curve, Dots, Scene } from "../scene.js";
import { atomsOf } from "../truth.js";
import { expertBand, expertCurve } from "./experts.js";

/** Estimated experts as they are drawn. */
export interface Drawn {
  readonly params: Params;
  readonly colors: readonly Color[];
}

/** What the picture of the data shows beside the truth. */
export interface DataView {
  readonly data: Sample;
  /** The probability of each expert for each row, `[expert][row]`, and the colours of these experts. */
  readonly responsibilities: readonly Float64Array[];
  readonly colors: readonly Color[];
  readonly fitted?: Drawn | undefined;
  /** Other points of nearly the same likelihood. */
  readonly fan?: readonly Params[] | undefined;
  /** The axis of responses, where it is held while something moves. */
  readonly y?: Axis | undefined;
}

/** The axis of inputs. */
export const inputAxis = ({ reach }: State, title: string): Axis => linear(-reach, reach, title);

/** The axis of responses: round the data and the ends of the true lines. */
export function responseAxis(state: State, { y }: Sample): Axis {
  const { title, value } = kinds[state.family];
  if (state.family === "multinomialLogistic")
    return {
      ...linear(-0.12, 1.12, title),
      ticks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, label: `${at}` })),
    };
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const one of y) {
    low = Math.min(low, one);
    high = Math.max(high, one);
  }
  const ends = state.atoms.flatMap(({ a, b }) => [value(b - a * state.reach), value(b + a * state.reach)]);
  return around([low, high, ...ends], title, { padding: 0.06 });
}

/** The data with the true and the fitted experts. */
export function dataScene(state: State, view: DataView): Scene {
  const { fitted, fan = [] } = view;
  const y = view.y ?? responseAxis(state, view.data);
  const isFaint = fitted !== undefined;
  return {
    x: inputAxis(state, ""),
    y,
    marks: [
      ...state.atoms.flatMap((atom, j) => expertBand(state, atom, `s${j}`)),
      ...dotsOf(state, view),
      ...fan.flatMap((params) =>
        atomsOf(state, params).map(
          (atom, i): Curve =>
            expertCurve(state, atom, { color: fitted?.colors[i] ?? "ink", width: 1.5, opacity: 0.16 }),
        ),
      ),
      ...state.atoms.map((atom, j) =>
        expertCurve(state, atom, { color: `s${j}`, width: isFaint ? 2 : 3, dash: isFaint ? [7, 5] : [] }),
      ),
      ...(fitted === undefined
        ? []
        : atomsOf(state, fitted.params).flatMap((atom, i) => [
            expertCurve(state, atom, { color: "paper", width: 5.5, opacity: 0.85 }),
            expertCurve(state, atom, { color: fitted.colors[i] ?? "ink", width: 3 }),
          ])),
    ],
    description: `${count(view.data.n)} observations, ${state.atoms.length} true experts${
      fitted === undefined ? "" : ` and ${fitted.colors.length} fitted ones`
    }.`,
  };
}

/** Shares of colours are rounded to this fraction, so that points of one colour are drawn at once. */
const shades = 6;

/** The points, grouped by who is likely to have made them. */
function dotsOf({ family }: State, { data, responsibilities, colors }: DataView): Dots[] {
  const { shown } = kinds[family];
  const [x] = data.x;
  const groups = new Map<number, { mix: [Color, number][]; xs: number[]; ys: number[] }>();
  for (let t = 0; t < data.n; t++) {
    let key = 0;
    for (const r of responsibilities) key = key * (shades + 1) + Math.round(shades * r[t]);
    let group = groups.get(key);
    if (group === undefined) {
      const mix = responsibilities.flatMap((r, i): [Color, number][] => {
        const share = Math.round(shades * r[t]);
        return share > 0 ? [[colors[i], share]] : [];
      });
      group = { mix, xs: [], ys: [] };
      groups.set(key, group);
    }
    group.xs.push(x[t]);
    group.ys.push(shown(data.y[t], t));
  }
  const radius = data.n > 1500 ? 1.8 : data.n > 400 ? 2.3 : 3;
  return [...groups.values()].map((group) => ({ type: "dots", ...group, radius, opacity: 0.7 }));
}
