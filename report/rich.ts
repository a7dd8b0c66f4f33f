import { runs } from "../figures/text.js";

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as HTML, in an attribute as well. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign]);

const tags = { none: "", up: "sup", down: "sub" } as const;

/** A text with raised and lowered parts as HTML: `D_{2,2}` becomes `D<sub>2,2</sub>`. */
export const richHtml = (text: string): string =>
  runs(text)
    .map(({ text: part, shift }) =>
      shift === "none" ? escaped(part) : `<${tags[shift]}>${escaped(part)}</${tags[shift]}>`,
    )
    .join("");
