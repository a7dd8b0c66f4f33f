import type { Link } from "../family.js";

/** How a natural parameter is read off a coefficient, and back; `prefix` makes the coefficient's name of the parameter's. */
interface Reading {
  readonly natural: (coefficient: number) => number;
  readonly coefficient: (natural: number) => number;
  readonly prefix: string;
}

/** The links by their names. */
export const links: Readonly<Record<Link, Reading>> = {
  identity: { natural: (c) => c, coefficient: (value) => value, prefix: "" },
  log: { natural: Math.exp, coefficient: Math.log, prefix: "log " },
  logReciprocal: {
    natural: (c) => Math.exp(-c),
    coefficient: (value) => -Math.log(value),
    prefix: "log 1/",
  },
};

/** Whether what a link gives must be positive. */
export const isPositive = (link: Link): boolean => link !== "identity";
