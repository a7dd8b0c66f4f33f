import { count } from "../../figures/numbers.js";
import { h } from "../../pages/dom.js";
import { short } from "../derived/axes.js";
import type { Picture } from "../picture.js";
import { currentResult, type Session } from "../session.js";
import { tenfold, withPart } from "../state/edits.js";
import { limits } from "../state/limits.js";
import type { Actions } from "./actions.js";
import { stepper } from "./choice.js";
import { type Part, say } from "./dom.js";

/** What the parts beside the controls follow. */
export interface Now {
  readonly session: Session;
  readonly picture: Picture;
}

/** How many experts are fitted, the fit and how far it is, and what to try next. */
export function toolbar(actions: Actions): Part<Now> {
  const fitted = stepper(
    "fitted experts",
    { least: limits.fitted.least, most: limits.fitted.most },
    (value) => actions.edit(withPart({ fitted: value })),
  );
  const fit = h("button", { type: "button", class: "primary", id: "fit", onclick: actions.fit }, "Fit");
  const cancel = h(
    "button",
    { type: "button", class: "primary", id: "cancel", onclick: actions.cancel },
    "Cancel",
  );
  const auto = h("input", { type: "checkbox", onchange: () => actions.setAuto(auto.checked) });
  const more = h(
    "button",
    { type: "button", id: "one-too-many", onclick: actions.oneTooMany },
    "One expert too many",
  );
  const ten = h("button", { type: "button", id: "tenfold", onclick: () => actions.edit(tenfold) }, "n × 10");
  const bar = h("progress", { max: 1, value: 0, "aria-label": "progress of the fit" });
  const status = h("p", { class: "status", role: "status" });
  const element = h(
    "div",
    { class: "toolbar" },
    h(
      "div",
      { class: "row" },
      fitted.element,
      fit,
      cancel,
      h("label", { class: "check" }, auto, "after every change"),
      h("span", { class: "space" }),
      more,
      ten,
    ),
    h("div", { class: "row" }, status, bar),
  );
  return {
    element,
    update: ({ session, picture }) => {
      const { run, state } = session;
      fitted.update(state.fitted);
      const isRunning = run.kind === "running";
      fit.hidden = isRunning;
      cancel.hidden = !isRunning;
      bar.hidden = !isRunning;
      auto.checked = session.auto;
      ten.disabled = state.n >= limits.n.most;
      more.disabled = state.fitted === state.atoms.length + 1;
      if (isRunning) {
        const { climbed = 0, starts = 0 } = run.progress ?? {};
        if (starts > 0) bar.value = climbed / starts;
        else bar.removeAttribute("value");
      }
      say(status, statusOf(session, picture));
    },
  };
}

/** The state of the fit in a sentence. */
function statusOf(session: Session, { verdict }: Picture): string {
  const { run } = session;
  if (run.kind === "running") {
    const { climbed, starts } = run.progress ?? {};
    return climbed === undefined ? "Fitting …" : `Fitting: ${climbed} of ${starts} climbs`;
  }
  if (run.kind === "failed") return `No fit: ${run.message}`;
  if (run.kind === "cancelled") return "Cancelled.";
  const result = currentResult(session);
  if (result === undefined || verdict === undefined) return "";
  const { fit, seconds } = result;
  return `${meaning[fit.status]}. Log-likelihood ${short(fit.logLik, 5)}, loss ${verdict.title} = ${short(verdict.value)}, n = ${count(fit.n)}, ${fit.search.agreed} ${fit.search.agreed === 1 ? "start" : "starts"} led there, ${seconds.toFixed(1)} s.`;
}

const meaning = {
  converged: "Converged: a strict maximum",
  singular: "Singular: a maximum with flat directions",
  boundary: "Boundary: a maximum at a bound of the parameter set",
  collapsed: "Collapsed: an expert rests on too few observations",
  maxSteps: "Not converged within the steps allowed",
} as const;
