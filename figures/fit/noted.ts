import type { Figure } from "../types.js";

/** What a picture says in words: its title, the lines below it, and the caller's notes, which come after those of the figure. */
export interface Noted {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly notes?: readonly string[] | undefined;
}

/** The words of a figure. */
export const noted = (
  { title, subtitle, notes = [] }: Noted,
  own: readonly string[],
): Pick<Figure, "title" | "subtitle" | "notes"> => ({ title, subtitle, notes: [...own, ...notes] });
