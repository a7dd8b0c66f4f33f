import type { Params, Sample } from "../src/types.js";
import type { TemperatureProfile } from "./derived/analyse.js";
import { dataOf, firstRows, responsibilitiesOf } from "./derived/data.js";
import { type Maximum, maximaOf } from "./derived/fit-summary.js";
import { borderHandles, type Handle, lineHandles } from "./derived/handles.js";
import type { Scene } from "./derived/scene.js";
import { cellsScene } from "./derived/scenes/cells.js";
import { type Drawn, dataScene } from "./derived/scenes/data.js";
import { fittedColors } from "./derived/scenes/experts.js";
import { gateScene } from "./derived/scenes/gate.js";
import { profileScene } from "./derived/scenes/profile.js";
import { type Point, ratesScene } from "./derived/scenes/rates.js";
import { fittedModel, trueModel, truthOf } from "./derived/truth.js";
import { lossOf, type Verdict, verdictOf } from "./derived/verdict.js";
import { currentResult, type Result, type Session, slowDirection } from "./session.js";
import type { State } from "./state/state.js";

/** All that the page shows, as plain data. */
export interface Picture {
  readonly data: Scene;
  readonly gate: Scene;
  readonly handles: { readonly lines: readonly Handle[]; readonly borders: readonly Handle[] };
  /** Absent where there is no fit of these data. */
  readonly maxima: readonly Maximum[] | undefined;
  readonly verdict: Verdict | undefined;
  readonly cells: Scene | undefined;
  readonly rates: Scene;
  readonly profile: Scene | undefined;
}

/** More points are not drawn: these are the first of the sample. */
const mostPoints = 4000;

/** A function that remembers its last call. */
function remembering<Arguments extends readonly unknown[], Value>(compute: (...given: Arguments) => Value) {
  let last: { readonly given: Arguments; readonly value: Value } | undefined;
  return (...given: Arguments): Value => {
    if (last === undefined || given.some((one, i) => one !== last?.given[i]))
      last = { given, value: compute(...given) };
    return last.value;
  };
}

/** Makes pictures of sessions; what a session shares with the one before is not computed again. */
export function pictures(): (session: Session) => Picture {
  const rows = remembering((state: State) => firstRows(dataOf(state), mostPoints));
  const handles = remembering((state: State) => ({
    lines: lineHandles(state),
    borders: borderHandles(state),
  }));
  const maxima = remembering((result: Result | undefined) => result && maximaOf(result.fit));
  const verdict = remembering(
    (state: State, params: Params | undefined) => params && verdictOf(state, params),
  );
  const drawn = remembering(
    (params: Params | undefined, cells: Verdict | undefined): Drawn | undefined =>
      params && cells && { params, colors: fittedColors(cells.cells) },
  );
  const responsibilities = remembering((state: State, sample: Sample, params: Params | undefined) =>
    params === undefined
      ? responsibilitiesOf(trueModel(state), truthOf(state), sample)
      : responsibilitiesOf(fittedModel(state), params, sample),
  );
  const gate = remembering(gateScene);
  const cells = remembering(
    (state: State, params: Params | undefined, of: Verdict | undefined) =>
      params && of && cellsScene(state, params, of.cells),
  );
  const rates = remembering((points: readonly Point[], state: State) =>
    ratesScene(points, `loss ${lossOf(state).title}`),
  );
  const profile = remembering(
    (of: TemperatureProfile | null | undefined, tau: number) => of && profileScene(of, tau),
  );

  return (session) => {
    const { state, shown, slow, step, held, history } = session;
    const result = currentResult(session);
    const found = maxima(result);
    const maximum = found?.[Math.min(shown, found.length - 1)]?.params;
    const way = slow && shown === 0 ? (slowDirection(session)?.steps ?? []) : [];
    // Colours are those of the maximum, wherever its experts are moved.
    const judged = verdict(state, maximum);
    const moved = step === undefined ? maximum : (way[step]?.params ?? maximum);
    const lines = drawn(moved, judged);
    const sample = rows(state);
    const colors = lines?.colors ?? state.atoms.map((_, j) => `s${j}`);
    return {
      data: dataScene(state, {
        data: sample,
        responsibilities: responsibilities(state, sample, moved),
        colors,
        fitted: lines,
        fan: way.filter((_, i) => i % 4 === 0).map(({ params }) => params),
        y: held,
      }),
      gate: gate(state, lines),
      handles: handles(state),
      maxima: found,
      verdict: judged,
      cells: cells(state, moved, judged),
      rates: rates(history.points, state),
      profile: profile(result?.analysis?.temperature, state.gate.tau) ?? undefined,
    };
  };
}
