import { runs } from "../../figures/text.js";
import { h } from "../../pages/dom.js";

/** A text with raised and lowered parts, as nodes. */
export const rich = (text: string): Node[] =>
  runs(text).map(({ text: part, shift }) =>
    shift === "none" ? document.createTextNode(part) : h(shift === "up" ? "sup" : "sub", {}, part),
  );
