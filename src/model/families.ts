import type { Expert } from "../family.js";
import { checkExperts } from "./checks.js";

/**
 * The family of each expert: k times one, or those of a list, where families of the same name and options are one and the same
 * object. A parameter record tells families apart by these alone.
 */
export function familiesOf({
  expert,
  experts,
}: {
  readonly expert?: Expert;
  readonly experts: number | readonly Expert[];
}): readonly Expert[] {
  if (!Array.isArray(experts)) {
    checkExperts(experts as number);
    if (expert === undefined) throw new Error("missing expert; the family of the experts is needed");
    return new Array<Expert>(experts as number).fill(expert);
  }
  const list: readonly Expert[] = experts;
  if (expert !== undefined)
    throw new Error(`invalid expert; given twice, since experts is a list of families: "${expert.name}"`);
  checkExperts(list.length);
  return list.map((family) => list.find((other) => isSame(family, other)) as Expert);
}

function isSame(p: Expert, q: Expert): boolean {
  const [own, others] = [p.options ?? {}, q.options ?? {}];
  const names = Object.keys(own);
  return (
    p.name === q.name &&
    names.length === Object.keys(others).length &&
    names.every((name) => own[name] === others[name])
  );
}
