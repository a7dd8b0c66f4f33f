import { colors, series } from "../../figures/theme.js";
import type { Color } from "../derived/scene.js";

/** How the page looks: the colours that a scene names. */
export interface Theme {
  readonly paper: string;
  readonly ink: string;
  readonly soft: string;
  readonly grid: string;
  readonly series: readonly string[];
}

/** Those of the figures, without the ones that are hard to see as points. */
const experts = [0, 1, 2, 3].map(series);

export const light: Theme = {
  paper: colors.paper,
  ink: colors.ink,
  soft: "#5c6166",
  grid: "#ececea",
  series: experts,
};

/** The same hues, light enough to stand three to one and more against a dark page. */
export const dark: Theme = {
  paper: "#1a1e23",
  ink: "#eceae6",
  soft: "#a3a9b0",
  grid: "#2b3138",
  series: ["#4fa8e0", "#f28a3c", "#2fc495", "#e2a0c6"],
};

/** The colour that a scene names. */
export function colorIn(theme: Theme, color: Color): string {
  const [, expert, shade] = /^s(\d+)(?:~(\d+))?$/.exec(color) ?? [];
  if (expert === undefined) return theme[color as "paper" | "ink" | "soft" | "grid"] ?? theme.ink;
  const own = theme.series[Number(expert) % theme.series.length];
  // Further experts of one cell go towards the ink, by ever more.
  return shade === undefined
    ? own
    : mixed(theme, [
        [own, 1],
        [theme.ink, 0.55 * Number(shade)],
      ]);
}

const partsOf = (color: string) => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));

/** A mixture of colours `#rrggbb` or of names of the theme by shares. */
export function mixed(theme: Theme, mix: readonly (readonly [color: string, share: number])[]): string {
  const total = mix.reduce((sum, [, share]) => sum + share, 0);
  const sums = [0, 0, 0];
  for (const [color, share] of mix) {
    const own = partsOf(color.startsWith("#") ? color : colorIn(theme, color));
    own.forEach((part, i) => {
      sums[i] += (part * share) / total;
    });
  }
  return `#${sums.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}
