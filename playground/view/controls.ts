import { count } from "../../figures/numbers.js";
import { h } from "../../pages/dom.js";
import { short } from "../derived/axes.js";
import { redraw, withAtom, withExperts, withFamily, withGate, withPart } from "../state/edits.js";
import { examples } from "../state/examples.js";
import { limits } from "../state/limits.js";
import {
  type AtomField,
  activationNames,
  hasNoise,
  hasTemperature,
  isAffine,
  type State,
  transformNames,
} from "../state/state.js";
import type { Actions } from "./actions.js";
import { choice, stepper } from "./choice.js";
import type { Part } from "./dom.js";
import { slider } from "./slider.js";

/** All that a state is made of, as controls. */
export function controls(actions: Actions): Part<State> {
  const parts = [
    openExamples(actions),
    gateControls(actions),
    expertControls(actions),
    dataControls(actions),
  ];
  return {
    element: h(
      "aside",
      { class: "controls", "aria-label": "the truth and its data" },
      ...parts.map(({ element }) => element),
    ),
    update: (state) => {
      for (const part of parts) part.update(state);
    },
  };
}

const group = (title: string, ...children: readonly HTMLElement[]): HTMLElement =>
  h("section", { class: "group" }, h("h2", {}, title), ...children);

function openExamples({ open }: Actions): Part<State> {
  const buttons = examples.map(({ name, state }) =>
    h("button", { type: "button", onclick: () => open(state) }, name),
  );
  return { element: group("Examples", h("div", { class: "chips" }, ...buttons)), update: () => {} };
}

function gateControls({ edit }: Actions): Part<State> {
  const name = choice(
    "Gate",
    [
      ["softmax", "Softmax"],
      ["denseToSparse", "Softmax with τ"],
      ["activationDenseToSparse", "Activation with τ"],
      ["modifiedSoftmax", "Softmax of M(x)"],
    ],
    (gate) => edit(withGate({ name: gate })),
  );
  const activation = choice(
    "Activation",
    activationNames.map((one) => [one, one]),
    (one) => edit(withGate({ activation: one })),
  );
  const transform = choice(
    "M",
    transformNames.map((one) => [one, one]),
    (one) => edit(withGate({ transform: one })),
  );
  const selected = choice(
    "Selected",
    [
      ["0", "all experts"],
      ["1", "the top one"],
      ["2", "the top two"],
    ],
    (topK) => edit(withGate({ topK: Number(topK) })),
  );
  const rank = choice(
    "Ranked by",
    [
      ["slope", "slope β₁x (as defined)"],
      ["score", "whole score β₀ + β₁x"],
    ],
    (one) => edit(withGate({ rank: one })),
  );
  const tau = slider({ name: "τ", label: "temperature", limits: limits.tau }, (value) =>
    edit(withGate({ tau: value })),
  );
  return {
    element: group(
      "Gate",
      ...[name, activation, transform, selected, rank, tau].map(({ element }) => element),
    ),
    update: ({ gate }) => {
      name.update(gate.name);
      activation.update(gate.activation);
      transform.update(gate.transform);
      selected.update(String(gate.topK) as "0");
      rank.update(gate.rank);
      tau.update(gate.tau);
      activation.element.hidden = gate.name !== "activationDenseToSparse";
      transform.element.hidden = gate.name !== "modifiedSoftmax";
      selected.element.hidden = hasTemperature(gate);
      rank.element.hidden = gate.topK === 0;
      tau.element.hidden = !hasTemperature(gate);
    },
  };
}

function expertControls({ edit }: Actions): Part<State> {
  const family = choice(
    "Family",
    [
      ["gaussian", "Gaussian"],
      ["poisson", "Poisson counts"],
      ["multinomialLogistic", "Two classes"],
    ],
    (name) => edit(withFamily(name)),
  );
  const number = stepper("true experts", { least: limits.experts.least, most: limits.experts.most }, (k) =>
    edit(withExperts(k)),
  );
  const experts = Array.from({ length: limits.experts.most }, (_, i) => expertControl(i, edit));
  return {
    element: group("Experts", family.element, number.element, ...experts.map(({ element }) => element)),
    update: (state) => {
      family.update(state.family);
      number.update(state.atoms.length);
      for (const expert of experts) expert.update(state);
    },
  };
}

/** Symbol and meaning of the numbers of an expert. */
const words: Readonly<Record<AtomField, readonly [symbol: string, meaning: string]>> = {
  a: ["a", "slope"],
  b: ["b", "intercept"],
  sigma: ["σ", "noise"],
  beta0: ["β₀", "gate intercept"],
  beta1: ["β₁", "gate slope"],
};

function expertControl(i: number, edit: Actions["edit"]): Part<State> {
  const fields = Object.entries(words).map(([name, [symbol, meaning]]) => {
    const field = name as AtomField;
    const part = slider(
      {
        name: symbol,
        label: `expert ${i + 1}, ${meaning} ${symbol}`,
        limits: limits[field],
        show: (value) => short(value, 3),
      },
      (value) => edit(withAtom(i, { [field]: value })),
    );
    return { field, part };
  });
  const reference = h("p", { class: "hint" }, "");
  const element = h(
    "details",
    { class: "expert", ...(i === 0 ? { open: true } : {}) },
    h("summary", {}, h("span", { class: `dot s${i}` }), `Expert ${i + 1}`),
    ...fields.map(({ part }) => part.element),
    reference,
  );
  return {
    element,
    update: (state) => {
      const { atoms, gate, family } = state;
      element.hidden = i >= atoms.length;
      if (element.hidden) return;
      const isLast = i === atoms.length - 1;
      for (const { field, part } of fields) {
        part.update(atoms[i][field]);
        const isPinned = isLast && (field === "beta0" || (field === "beta1" && isAffine(gate)));
        part.element.hidden = isPinned || (field === "sigma" && !hasNoise(family));
      }
      reference.textContent = isLast
        ? `Reference of the gate: β₀${isAffine(gate) ? " and β₁ are" : " is"} 0.`
        : "";
      reference.hidden = !isLast;
    },
  };
}

function dataControls({ edit }: Actions): Part<State> {
  const n = slider({ name: "n", label: "number of observations", limits: limits.n, show: count }, (value) =>
    edit(withPart({ n: value })),
  );
  const reach = choice(
    "Inputs",
    ([1, 2, 3] as const).map((one) => [`${one}`, `uniform on [−${one}, ${one}]`]),
    (one) => edit(withPart({ reach: Number(one) })),
  );
  const again = h("button", { type: "button", onclick: () => edit(redraw) }, "Draw other data");
  return {
    element: group("Data", n.element, reach.element, again),
    update: (state) => {
      n.update(state.n);
      reach.update(String(state.reach) as "1");
    },
  };
}
