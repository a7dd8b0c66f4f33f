import { colors } from "../../figures/theme.js";

const isDark = matchMedia("(prefers-color-scheme: dark)");

/** Calls back whenever the page becomes dark or light. */
export const onScheme = (listener: () => void): void => isDark.addEventListener("change", listener);

/** The colours of figures on a dark page: greys turned round, hues light enough for lines and points. */
const onDark: Readonly<Record<string, string>> = {
  [colors.ink]: "#eceae6",
  [colors.soft]: "#b4bac1",
  [colors.grey]: "#9aa1a8",
  [colors.light]: "#6d747b",
  [colors.frame]: "#b4bac1",
  [colors.grid]: "#2f363d",
  [colors.paper]: "#1a1e23",
  [colors.black]: "#f4f2ee",
  [colors.blue]: "#4fa8e0",
  [colors.vermillion]: "#f28a3c",
  [colors.green]: "#2fc495",
  [colors.purple]: "#e2a0c6",
};

const partsOf = (color: string): string =>
  [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)).join(", ");

const faded = new Map(Object.entries(onDark).map(([light, dark]) => [partsOf(light), partsOf(dark)]));

/** The colour that is drawn for one of a figure. */
function shown(color: unknown): unknown {
  if (!isDark.matches || typeof color !== "string") return color;
  const [, parts, opacity] = /^rgba\((.*), ([\d.]+)\)$/.exec(color) ?? [];
  if (parts !== undefined) return `rgba(${faded.get(parts) ?? parts}, ${opacity})`;
  return onDark[color.toLowerCase()] ?? color;
}

const family = '"DejaVu Sans Condensed", Roboto, "Segoe UI", system-ui, Helvetica, Arial, sans-serif';

/** A font of the figures, which are drawn elsewhere with fonts of their own, among those of the page. */
const fontOf = (font: string): string =>
  font.includes('"Figure Sans Bold"')
    ? `bold ${font.replace('"Figure Sans Bold"', family)}`
    : font.replace('"Figure Sans"', family);

/** Lets a context take colours and fonts as figures name them. */
export function asPen(context: CanvasRenderingContext2D): void {
  const replaced = { fillStyle: shown, strokeStyle: shown, font: (font: unknown) => fontOf(String(font)) };
  for (const [name, replace] of Object.entries(replaced)) {
    const own = Object.getOwnPropertyDescriptor(CanvasRenderingContext2D.prototype, name);
    Object.defineProperty(context, name, {
      get: () => own?.get?.call(context),
      set: (value: unknown) => own?.set?.call(context, replace(value)),
    });
  }
}
