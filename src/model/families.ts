import { MoestatError } from "../error.js";
import type { Expert } from "../family.js";
import { checkExperts, checkFamily } from "./checks.js";

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
    checkExpert("expert", expert);
    return new Array<Expert>(experts as number).fill(expert as Expert);
  }
  const list: readonly Expert[] = experts;
  if (expert !== undefined)
    throw new MoestatError(
      `invalid expert; given twice, since experts is a list of families: "${expert.name}"`,
    );
  checkExperts(list.length);
  for (const [i, one] of list.entries()) checkExpert(`experts[${i}]`, one);
  return list.map((family) => list.find((other) => isSame(family, other)) as Expert);
}

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
