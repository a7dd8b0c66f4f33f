import { fitAsync } from "../parallel/browser.js";
import type { Fit } from "../src/fit/index.js";
import { dataOf } from "./derived/data.js";
import { dragged } from "./derived/handles.js";
import { responseAxis } from "./derived/scenes/data.js";
import { fittedModel, truthOf } from "./derived/truth.js";
import { verdictOf } from "./derived/verdict.js";
import { dark, light } from "./draw/theme.js";
import { pictures } from "./picture.js";
import { currentResult, historyKey, type Session, sessionOf } from "./session.js";
import { oneTooMany } from "./state/edits.js";
import { hashOf, stateOf } from "./state/hash.js";
import type { State } from "./state/state.js";
import type { Actions } from "./view/actions.js";
import { page } from "./view/page.js";
import { pictureOf, saveFile } from "./view/save.js";
import { analyseAsync } from "./work/analyseAsync.js";

/** How long a change must stand before it is fitted and written to the address bar. */
const pause = 250;

/** The one store of the page: what it knows, what runs, and what is to be done when nothing changes any more. */
const store = {
  session: sessionOf(stateOf(location.hash)),
  running: undefined as AbortController | undefined,
  timer: 0,
  frame: 0,
};

const isDark = matchMedia("(prefers-color-scheme: dark)");
const themeNow = () => (isDark.matches ? dark : light);
const pictureNow = pictures();

function render(): void {
  if (store.frame !== 0) return;
  store.frame = requestAnimationFrame(() => {
    store.frame = 0;
    const { session } = store;
    shown.update({ session, picture: pictureNow(session), theme: themeNow() });
  });
}

function change(part: Partial<Session>): void {
  store.session = { ...store.session, ...part };
  render();
}

/** Takes a new state: what was fitted is of other data, and the losses are of another truth unless n and seed alone have changed. */
function take(state: State, part: Partial<Session> = {}): void {
  const { history } = store.session;
  const key = historyKey(state);
  stop();
  change({
    state,
    run: { kind: "idle" },
    shown: 0,
    direction: undefined,
    step: undefined,
    history: history.of === key ? history : { of: key, points: [] },
    ...part,
  });
  settle();
}

/** After a pause the address bar follows, and a fit where fits are automatic. */
function settle(): void {
  clearTimeout(store.timer);
  store.timer = window.setTimeout(() => {
    const { state, auto, held } = store.session;
    history.replaceState(null, "", `#${hashOf(state)}`);
    if (auto && held === undefined && currentResult(store.session) === undefined) fit();
  }, pause);
}

function stop(): void {
  store.running?.abort(new Error("cancelled"));
  store.running = undefined;
}

async function fit(): Promise<void> {
  stop();
  clearTimeout(store.timer);
  const controller = new AbortController();
  store.running = controller;
  const { signal } = controller;
  const { state } = store.session;
  change({ run: { kind: "running", progress: undefined } });
  const begun = performance.now();
  try {
    const fitted = await fitAsync(fittedModel(state), dataOf(state), {
      signal,
      onProgress: (progress) => change({ run: { kind: "running", progress } }),
    });
    const result = {
      of: state,
      fit: fitted,
      seconds: (performance.now() - begun) / 1000,
      analysis: undefined,
    };
    change({
      run: { kind: "idle" },
      result,
      history: withLoss(state, fitted),
      shown: 0,
      direction: undefined,
      step: undefined,
    });
    const analysis = await analyseAsync({ state, fit: fitted }, signal);
    if (currentResult(store.session) === result) change({ result: { ...result, analysis } });
  } catch (error) {
    if (!signal.aborted) change({ run: { kind: "failed", message: (error as Error).message } });
  }
}

/** The history with the loss of one more fit; one of the same data replaces it. */
function withLoss(state: State, { params }: Fit): Session["history"] {
  const of = historyKey(state);
  const { history } = store.session;
  const { value: loss } = verdictOf(state, params);
  const points = history.of === of ? history.points : [];
  const isKnown = points.some((one) => one.n === state.n && one.loss === loss);
  return { of, points: isKnown ? points : [...points, { n: state.n, loss }] };
}

const actions: Actions = {
  edit: (edit) => take(edit(store.session.state)),
  open: (state) => take(state, { slow: state.fitted > state.atoms.length }),
  beginDrag: () => {
    const { state } = store.session;
    stop();
    change({ held: responseAxis(state, dataOf(state)), run: { kind: "idle" } });
  },
  drag: (handle, to) => {
    const { state } = store.session;
    const moved = dragged(state, handle, to);
    if (moved !== state) take(moved);
  },
  endDrag: () => {
    change({ held: undefined });
    settle();
  },
  fit,
  cancel: () => {
    stop();
    change({ run: { kind: "cancelled" } });
  },
  setAuto: (auto) => {
    change({ auto });
    settle();
  },
  oneTooMany: () => take(oneTooMany(store.session.state), { slow: true }),
  show: (maximum) => change({ shown: maximum, step: undefined }),
  setSlow: (slow) => change({ slow, step: undefined }),
  setDirection: (direction) => change({ direction, step: undefined }),
  setStep: (step) => change({ step }),
  savePng: async () => {
    const { n, seed } = store.session.state;
    saveFile(
      "moestat.png",
      await pictureOf(shown.canvases(), `moestat playground, n = ${n}, seed ${seed}`, themeNow()),
    );
  },
  saveJson: () => {
    const { session } = store;
    const { fit: fitted } = currentResult(session) ?? {};
    const { n, seed, reach } = session.state;
    const content = {
      truth: truthOf(session.state),
      data: { n, seed, inputs: [-reach, reach] },
      ...(fitted === undefined
        ? {}
        : { params: fitted.params, logLik: fitted.logLik, status: fitted.status }),
    };
    saveFile(
      "moestat.json",
      new Blob([`${JSON.stringify(content, null, 2)}\n`], { type: "application/json" }),
    );
  },
  copy: (text) => navigator.clipboard.writeText(text),
};

const shown = page(actions);
document.querySelector("#page")?.replaceChildren(shown.element);
isDark.addEventListener("change", render);
window.addEventListener("hashchange", () => {
  if (location.hash.slice(1) !== hashOf(store.session.state)) take(stateOf(location.hash));
});
render();
settle();
