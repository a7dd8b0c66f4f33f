import { fixed } from "../../figures/numbers.js";
import { h } from "../../pages/dom.js";
import type { SlowDirection, TemperatureProfile } from "../derived/analyse.js";
import { short } from "../derived/axes.js";
import type { Maximum } from "../derived/fit-summary.js";
import { fittedColors } from "../derived/scenes/experts.js";
import type { Verdict } from "../derived/verdict.js";
import { colorIn, type Theme } from "../draw/theme.js";
import { currentResult, slowDirection } from "../session.js";
import { hasTemperature } from "../state/state.js";
import type { Actions } from "./actions.js";
import { stepper } from "./choice.js";
import { card, type Part, say } from "./dom.js";
import { plot } from "./plot.js";
import type { Now } from "./toolbar.js";

/** What a result follows. */
export interface Themed extends Now {
  readonly theme: Theme;
}

const small = { left: 52, right: 12, top: 10, bottom: 42 };

/** Every maximum that was found, with its height; a click shows its lines. */
export function maximaCard({ show }: Actions): Part<Themed> {
  const list = h("ol", { class: "maxima" });
  const note = h("p", { class: "hint" });
  let drawn: readonly Maximum[] | undefined;
  const rows: HTMLButtonElement[] = [];
  const fill = (maxima: readonly Maximum[]) => {
    drawn = maxima;
    const lowest = Math.min(...maxima.map(({ ahead }) => ahead), -1);
    const highest = Math.max(...maxima.map(({ ahead }) => ahead), 0);
    rows.splice(0);
    const items = maxima.slice(0, mostMaxima).map((one, i) => {
      const share = (one.ahead - lowest) / (highest - lowest);
      const bar = h("span", { class: "bar" });
      bar.style.width = `${4 + 96 * share}%`;
      const button = h(
        "button",
        { type: "button", title: one.reason, onclick: () => show(i) },
        h(
          "span",
          { class: "height" },
          i === 0 ? "answer" : `${one.ahead > 0 ? "+" : ""}${fixed(one.ahead, 1)}`,
        ),
        h("span", { class: "track" }, bar),
        h("span", { class: "kind" }, `${one.status}, ${one.hits} ${one.hits === 1 ? "start" : "starts"}`),
      );
      rows.push(button);
      return h("li", {}, button);
    });
    list.replaceChildren(...items);
  };
  return {
    element: card("Maxima of the likelihood", list, note),
    update: ({ session, picture: { maxima } }) => {
      if (maxima === undefined) {
        if (drawn !== undefined) list.replaceChildren();
        drawn = undefined;
        say(note, "Heights in nats above or below the answer, once there is a fit.");
        return;
      }
      if (maxima !== drawn) fill(maxima);
      for (const [i, row] of rows.entries()) row.setAttribute("aria-pressed", String(i === session.shown));
      const { reason } = maxima[Math.min(session.shown, maxima.length - 1)];
      say(
        note,
        reason !== ""
          ? `Not the answer: ${reason}.`
          : maxima.length === 1
            ? "No other maximum was found."
            : `${maxima.length} found; heights in nats. Choose one to see its lines.`,
      );
    },
  };
}

/** More are not listed. */
const mostMaxima = 8;

/** The Voronoi cells and the loss. */
export function cellsCard(): Part<Themed> {
  const cells = plot("small", small);
  const value = h("p", { class: "value" });
  const note = h("p", { class: "hint" });
  const table = h("table");
  return {
    element: card("Voronoi cells and loss", cells.element, value, table, note),
    update: ({ session, picture, theme }) => {
      const { verdict } = picture;
      cells.element.hidden = picture.cells === undefined;
      table.hidden = verdict === undefined;
      if (picture.cells !== undefined) cells.update({ scene: picture.cells, theme });
      if (verdict === undefined) {
        say(value, "");
        say(
          note,
          "Rings are true experts, dots fitted ones, each joined to the true one in whose cell it lies.",
        );
        return;
      }
      say(value, `${verdict.title} = ${short(verdict.value)}`);
      fillCells(table, verdict, theme);
      say(note, noteOn(verdict, session.state.fitted));
    },
  };
}

function noteOn({ parts, note }: Verdict, fitted: number): string {
  const infimum =
    parts === undefined
      ? ""
      : ` The infimum over translations of the gate is at t₁\u00a0=\u00a0${short(parts.t1)}, t₂\u00a0=\u00a0${parts.t2.map((t) => short(t)).join(", ")}.`;
  const shared = fitted > 1 ? " The value counts the cells' distances and what their weights miss." : "";
  return `${note[0].toUpperCase()}${note.slice(1)}.${infimum}${shared}`;
}

/** One row for each true expert: who belongs to it, and what its cell costs. */
function fillCells(table: HTMLTableElement, { cells, parts }: Verdict, theme: Theme): void {
  const colors = fittedColors(cells);
  const swatch = (color: string) => {
    const dot = h("span", { class: "dot" });
    dot.style.setProperty("--own", colorIn(theme, color));
    return dot;
  };
  const head = ["true", "its cell", ...(parts === undefined ? [] : ["distance", "weight"])];
  const rows = cells.map((cell, j) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, swatch(`s${j}`), String(j + 1)),
      h(
        "td",
        {},
        ...(cell.length === 0 ? ["empty"] : cell.flatMap((i) => [swatch(colors[i] ?? "ink"), `${i + 1} `])),
      ),
      ...(parts === undefined
        ? []
        : [h("td", {}, short(parts.distance[j])), h("td", {}, short(parts.mass[j]))]),
    ),
  );
  table.replaceChildren(
    h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, ...rows),
  );
}

/** The directions of least information, and a slider that moves the lines along one of them. */
export function slowCard({ setSlow, setDirection, setStep }: Actions): Part<Themed> {
  const show = h("input", { type: "checkbox", id: "slow", onchange: () => setSlow(show.checked) });
  const direction = stepper("direction", { least: 1, most: 1 }, (number) => setDirection(number - 1));
  const move = h("input", {
    type: "range",
    min: 0,
    max: 40,
    value: 20,
    "aria-label": "position along the slow direction",
    oninput: () => setStep(Number(move.value)),
  });
  const cost = h("p", { class: "value" });
  const note = h("p", { class: "hint" });
  return {
    element: card(
      "The slow direction",
      h(
        "div",
        { class: "row" },
        h("label", { class: "check" }, show, "show in the picture"),
        h("span", { class: "space" }),
        direction.element,
      ),
      move,
      cost,
      note,
    ),
    update: ({ session }) => {
      show.checked = session.slow;
      const known = currentResult(session)?.analysis?.slow ?? undefined;
      const way = slowDirection(session);
      const isUsable = way !== undefined && session.slow && session.shown === 0;
      move.hidden = !isUsable;
      cost.hidden = !isUsable;
      direction.element.hidden = !isUsable;
      if (known === undefined || way === undefined) {
        say(note, "How the lines may move while the likelihood notices least, once there is a fit.");
        return;
      }
      direction.update((session.direction ?? known.widest) + 1, { least: 1, most: known.directions.length });
      const step = session.step ?? (way.steps.length - 1) / 2;
      if (document.activeElement !== move) move.value = String(step);
      say(cost, `${short(Math.max(0, way.steps[step].lost))} nats lost of the log-likelihood`);
      say(note, slowNote(way, known.most));
    },
  };
}

/** Less information than this is none but for rounding: the package's own bound. */
const none = 1e-7;

function slowNote({ information, entries, steps, lostAlongMost }: SlowDirection, most: number): string {
  const lost = Math.max(steps[0].lost, steps[steps.length - 1].lost, 0);
  const names = entries
    .filter(([, value]) => Math.abs(value) > 0.15)
    .map(([name, value]) => `${pretty(name)} (${fixed(value, 2)})`)
    .join(", ");
  const amount =
    information <= none
      ? "no information: the likelihood is flat along it"
      : `${short(most / information, 2)} times less information than the best direction`;
  return `An eigenvector of the information, with ${amount}. From the fit to an end of the slider at most ${short(lost)} nats are lost; a step as long in the best direction loses ${short(lostAlongMost, 2)}. It moves ${names}.`;
}

/** `experts.log sigma2[1]` as `log σ² of expert 2`. */
function pretty(name: string): string {
  const [, field, i = ""] = /^\w+\.((?:log )?\w+)(?:\[(\d+)\])?/.exec(name) ?? [name, name];
  const symbol = field
    .replace("beta0", "β₀")
    .replace("beta1", "β₁")
    .replace("sigma2", "σ²")
    .replace("tau", "τ");
  return i === "" ? symbol : `${symbol} of expert ${Number(i) + 1}`;
}

/** The losses of all fits of this truth against n. */
export function ratesCard(): Part<Themed> {
  const rates = plot("small", { ...small, left: 70 });
  const note = h("p", { class: "hint" });
  return {
    element: card("Loss against n", rates.element, note),
    update: ({ session, picture, theme }) => {
      rates.update({ scene: picture.rates, theme });
      const { length } = session.history.points;
      say(
        note,
        length < 2
          ? "Every fit of this truth adds a point: press n × 10, or draw other data."
          : `${length} fits of this truth, and a line of slope −1/2: the rate of the theory but for a logarithm.`,
      );
    },
  };
}

/** The profile of the likelihood in the temperature. */
export function profileCard(): Part<Themed> {
  const curve = plot("small", small);
  const note = h("p", { class: "hint" });
  const element = card("Profile in τ", curve.element, note);
  return {
    element,
    update: ({ session, picture: { profile }, theme }) => {
      element.hidden = !hasTemperature(session.state.gate);
      curve.element.hidden = profile === undefined;
      if (profile !== undefined) curve.update({ scene: profile, theme });
      const known = currentResult(session)?.analysis?.temperature;
      say(
        note,
        known === undefined
          ? "Twice the log-likelihood lost where τ is held and all else maximised, once there is a fit."
          : known === null
            ? "This fit has no profile in τ: a bound holds it, or the likelihood is flat in it."
            : known.isFlat
              ? "Flat: this gate depends on β₀/τ and β₁/τ alone, so that the data say nothing of τ."
              : `τ = ${short(known.estimate)}, 95 % interval ${intervalOf(known)}; dashed the true one.`,
      );
    },
  };
}

/** An interval in words, with open ends where the data do not end it. */
const intervalOf = ({ low, high }: TemperatureProfile): string =>
  low === null
    ? high === null
      ? "open on both sides"
      : `up to ${short(high)}, open below`
    : high === null
      ? `from ${short(low)} on, open above`
      : `from ${short(low)} to ${short(high)}`;
