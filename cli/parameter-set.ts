import type { ParameterSet, Range } from "../src/params/parameterSet.js";
import { words } from "./options.js";
import { NUMBER } from "./table/numbers.js";

const flag = "--parameter-set";

/**
 * A parameter set as the command line spells it: `gate=100,logVariance=-9:9` by kind of coefficient in standardised units,
 * `own:beta1=50,sigma2=0.01:4` by field in the parameters' own. A single number stands for plus or minus it. Which names there are, and
 * which ranges they may have, the library says (`checkParameterSet`).
 */
export function parameterSet(text: string): ParameterSet {
  const [, prefix, list] = /^(?:(own|standardised):)?(.*)$/s.exec(text)!;
  const ranges: Record<string, Range> = {};
  for (const word of words(flag)(list)) {
    const [name, given, ...others] = word.split("=").map((part) => part.trim());
    if (name === "" || given === undefined || given === "" || others.length > 0)
      throw new Error(`invalid ${flag}; not NAME=NUMBER or NAME=LOW:HIGH: "${word}"`);
    if (Object.hasOwn(ranges, name)) throw new Error(`invalid ${flag}; ${name} is given twice: "${word}"`);
    ranges[name] = rangeOf(name, given);
  }
  return { units: prefix === "own" ? "own" : "standardised", ranges };
}

function rangeOf(name: string, given: string): Range {
  const ends = given.split(":").map((end) => end.trim());
  const bad = ends.find((end) => !NUMBER.test(end));
  if (bad !== undefined) throw new Error(`invalid ${flag} ${name}; not a number: "${bad}"`);
  if (ends.length > 2) throw new Error(`invalid ${flag} ${name}; not NUMBER or LOW:HIGH: "${given}"`);
  const [low, high] = ends.map(Number);
  if (high !== undefined) return [low, high];
  if (!(low > 0))
    throw new Error(`invalid ${flag} ${name}; not positive, as plus or minus must be: ${given}`);
  return [-low, low];
}
