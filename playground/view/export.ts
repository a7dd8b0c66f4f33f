import { h } from "../../pages/dom.js";
import { codeOf, commandsOf, truthJson } from "../derived/commands.js";
import type { State } from "../state/state.js";
import type { Actions } from "./actions.js";
import { card, type Part, say } from "./dom.js";

const texts = [
  { id: "command", title: "Command line", of: commandsOf },
  { id: "typescript", title: "TypeScript", of: codeOf },
  { id: "json", title: "JSON", of: truthJson },
] as const;

/** The same elsewhere: as commands, as code, as a parameter file; and the picture as a file. */
export function exportCard({ copy, savePng, saveJson }: Actions): Part<State> {
  let chosen: (typeof texts)[number] = texts[0];
  let now: State | undefined;
  const code = h("pre", { tabindex: 0, id: "code" });
  const tabs = texts.map((text) =>
    h("button", { type: "button", id: `as-${text.id}`, onclick: () => choose(text) }, text.title),
  );
  const copied = h("button", { type: "button", onclick: () => copyNow() }, "Copy");
  const copyNow = async () => {
    await copy(code.textContent ?? "");
    copied.textContent = "Copied";
    setTimeout(() => {
      copied.textContent = "Copy";
    }, 1500);
  };
  const show = () => {
    if (now !== undefined) say(code, chosen.of(now));
    for (const [i, tab] of tabs.entries()) tab.setAttribute("aria-pressed", String(texts[i] === chosen));
  };
  const choose = (text: typeof chosen) => {
    chosen = text;
    show();
  };
  const element = card(
    "The same elsewhere",
    h(
      "div",
      { class: "row" },
      h("div", { class: "tabs", role: "group", "aria-label": "language" }, ...tabs),
      h("span", { class: "space" }),
      copied,
      h("button", { type: "button", onclick: saveJson }, "Save JSON"),
      h("button", { type: "button", onclick: savePng }, "Save PNG"),
    ),
    code,
  );
  return {
    element,
    update: (state) => {
      if (state === now) return;
      now = state;
      show();
    },
  };
}
