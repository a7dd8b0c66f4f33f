import { MoestatError } from "../error.js";
import type { Expert } from "../family.js";
import { checkFamily, checkNumber } from "./checks.js";

/** How `moe` is told its experts: k of one family, or a list; a number of `experts` is the deprecated name of `k`. */
interface Given {
  readonly expert?: Expert;
  readonly k?: number;
  readonly experts?: number | readonly Expert[];
}

/**
 * The family of each expert: k times one, or those of a list, where families of the same name and options are one and the same
 * object. A parameter record tells families apart by these alone.
 */
export function familiesOf({ expert, k, experts }: Given): readonly Expert[] {
  if (isList(experts)) return listed(experts, expert, k);
  const [name, count] = k === undefined && experts !== undefined ? ["experts", experts] : ["k", k];
  checkNumber(name as string, count as number);
  if (experts !== undefined && experts !== count)
    throw new MoestatError(`invalid experts; given twice, since k is ${k}: ${experts}`);
  checkExpert("expert", expert);
  return new Array<Expert>(count as number).fill(expert as Expert);
}

function listed(list: readonly Expert[], expert: Expert | undefined, k: number | undefined) {
  if (expert !== undefined)
    throw new MoestatError(
      `invalid expert; given twice, since experts is a list of families: "${expert.name}"`,
    );
  if (k !== undefined && k !== list.length)
    throw new MoestatError(`invalid k; experts is a list of ${list.length} families: ${k}`);
  checkNumber("experts", list.length);
  for (const [i, one] of list.entries()) checkExpert(`experts[${i}]`, one);
  return list.map((family) => list.find((other) => isSame(family, other)) as Expert);
}

/** What is said of the experts of a model that is made from another: of its two names of their number the one that was changed. */
export function changedOf({ expert, k, experts }: Given, was: number): Given {
  if (isList(experts)) return { ...(expert && { expert }), experts };
  const count = k === was ? experts : k;
  return { ...(expert && { expert }), ...(count !== undefined && { k: count }) };
}

const isList = (experts: Given["experts"]): experts is readonly Expert[] => Array.isArray(experts);

const checkExpert = (name: string, value: unknown): void => checkFamily(name, "support", "gaussian()", value);

function isSame(p: Expert, q: Expert): boolean {
  const [own, others] = [p.options ?? {}, q.options ?? {}];
  const names = Object.keys(own);
  return (
    p.name === q.name &&
    names.length === Object.keys(others).length &&
    names.every((name) => own[name] === others[name])
  );
}
