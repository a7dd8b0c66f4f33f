import { h } from "../../pages/dom.js";
import { short } from "../derived/axes.js";
import type { Handle } from "../derived/handles.js";
import { colorIn, type Theme } from "../draw/theme.js";
import type { Actions } from "./actions.js";
import { controls } from "./controls.js";
import type { Part } from "./dom.js";
import { exportCard } from "./export.js";
import { type HandleLook, handles, type Moves, plot } from "./plot.js";
import { cellsCard, maximaCard, profileCard, ratesCard, slowCard, type Themed } from "./results.js";
import { toolbar } from "./toolbar.js";

/** The whole page, and the canvases that a saved picture is made of. */
export interface Page extends Part<Themed> {
  readonly canvases: () => readonly HTMLCanvasElement[];
}

/** Builds the page once; `update` makes it follow. */
export function page(actions: Actions): Page {
  const sides = controls(actions);
  const tools = toolbar(actions);
  const data = plot("data", { left: 52, right: 14, top: 12, bottom: 8 });
  const gate = plot("gate", { left: 52, right: 14, top: 8, bottom: 42 });
  const moves: Moves = { begin: actions.beginDrag, to: actions.drag, end: actions.endDrag };
  const lines = handles(data, lineLook, moves);
  const borders = handles(gate, borderLook, moves);
  const cards = [slowCard(actions), maximaCard(actions), ratesCard(), cellsCard(), profileCard()];
  const texts = exportCard(actions);
  const element = h(
    "div",
    { class: "page" },
    h(
      "header",
      {},
      h("p", { class: "name" }, "moestat playground"),
      h("h1", {}, "Mixtures of experts, by hand"),
      h(
        "p",
        {},
        "Drag the ends of the lines or the border of the gate. The page draws data from this truth, fits a mixture of experts to them in your browser, and shows what the likelihood can tell.",
      ),
    ),
    h(
      "main",
      {},
      h(
        "section",
        { class: "card picture", "aria-label": "data, experts and gate" },
        tools.element,
        data.element,
        gate.element,
        h("p", { class: "legend hint" }, legend),
      ),
      sides.element,
      h(
        "div",
        { class: "results" },
        h("div", { class: "cards" }, ...cards.map((one) => one.element)),
        texts.element,
      ),
    ),
  );
  return {
    element,
    canvases: () => [...element.querySelectorAll("canvas")].filter((one) => one.offsetParent !== null),
    update: (now) => {
      const { session, picture, theme } = now;
      sides.update(session.state);
      tools.update(now);
      data.update({ scene: picture.data, theme });
      gate.update({ scene: picture.gate, theme });
      lines.update({ handles: picture.handles.lines, theme });
      borders.update({ handles: picture.handles.borders, theme });
      for (const one of cards) one.update(now);
      texts.update(session.state);
    },
  };
}

const legend =
  "Dashed: the truth; shaded, two standard deviations of Gaussian noise. Solid: the fit. Points have the colours of the experts that are likely to have made them. Handles also follow the arrow keys.";

function lineLook(handle: Handle, theme: Theme): HandleLook {
  if (handle.kind !== "line") return { label: "", value: "", color: "" };
  const { expert, side, y } = handle;
  return {
    label: `Expert ${expert + 1}, ${side < 0 ? "left" : "right"} end`,
    value: short(y),
    color: colorIn(theme, `s${expert}`),
  };
}

function borderLook(handle: Handle, theme: Theme): HandleLook {
  if (handle.kind !== "border") return { label: "", value: "", color: "" };
  const { left, right, x } = handle;
  return {
    label: `Border of the gate between experts ${left + 1} and ${right + 1}`,
    value: short(x),
    color: theme.ink,
  };
}
