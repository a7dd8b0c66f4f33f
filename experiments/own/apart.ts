import type { Expert, Gating } from "../../src/family.js";
import { lossByName } from "../../src/losses/index.js";
import { shown } from "../../src/numeric/shown.js";
import { expertOf } from "../../src/registry.js";
import type { Design, FamilyParams } from "../../src/types.js";
import { densityErrorNames } from "../densities.js";
import type { OwnParts } from "../types/experiment.js";
import type { ExperimentFile, OwnLoss } from "../types/experiment-file.js";
import { at } from "./place.js";

/** A spec in two: what is plain data, with names for its functions, and its objects and functions. */
export interface Apart {
  readonly data: unknown;
  readonly own: OwnParts;
  readonly design?: Design;
}

/** Takes the objects and functions of a module out of its spec. Throws where one is not what it should be. */
export function apart(spec: ExperimentFile): Apart {
  if (typeof spec !== "object" || spec === null || Array.isArray(spec)) return { data: spec, own: {} };
  const { gating, expert, experts, fitted, design, losses, ...data } = spec;
  const lossNames = Array.isArray(losses) ? losses.map(lossName) : losses;
  const functions = Array.isArray(losses) ? losses.filter((loss) => typeof loss === "function") : [];
  const [fittedGating, fittedExpert] = [fitted?.gating, fitted?.expert];
  const families = {
    ...(isFamily(fittedGating) ? { gating: fittedGating } : {}),
    ...(isFamily(fittedExpert) ? { expert: fittedExpert } : {}),
    ...(Array.isArray(experts) && experts.some(isFamily) ? { experts: experts.map(listed) } : {}),
  };
  return {
    data: {
      ...data,
      ...(experts === undefined ? {} : { experts: Array.isArray(experts) ? experts.map(named) : experts }),
      ...(fitted === undefined ? {} : { fitted: withoutFamilies(fitted) }),
      ...(design === undefined || isDesign(design) ? {} : { design }),
      ...(losses === undefined ? {} : { losses: lossNames }),
    },
    own: {
      ...(gating === undefined ? {} : { gating: familyOf("gating", gating) }),
      ...(expert === undefined ? {} : { expert: expertsOf(expert) }),
      ...(Object.keys(families).length > 0 ? { fitted: families } : {}),
      ...(isDesign(design) ? { design: true } : {}),
      ...(functions.length > 0
        ? { losses: Object.fromEntries(functions.map((loss) => [loss.name, loss])) }
        : {}),
    },
    ...(isDesign(design) ? { design } : {}),
  };
}

const isFamily = <F extends Gating | Expert>(value: unknown): value is F =>
  typeof (value as F | null | undefined)?.evaluate === "function";

/** What data say of a listed family: of an object its name and options. */
const named = (one: string | FamilyParams | Expert): unknown =>
  isFamily<Expert>(one) ? { name: one.name, ...one.options } : one;

/** The family that an entry of a list stands for. */
const listed = (one: string | FamilyParams | Expert, i: number): Expert =>
  isFamily<Expert>(one)
    ? one
    : at(`experts[${i}]`, () => expertOf(typeof one === "string" ? { name: one } : one));

function expertsOf(expert: Expert | readonly Expert[]): Expert | readonly Expert[] {
  if (!Array.isArray(expert)) return familyOf("expert", expert as Expert);
  return expert.map((one, i) => familyOf(`expert[${i}]`, one));
}

const withoutFamilies = (fitted: object): object =>
  Object.fromEntries(Object.entries(fitted).filter(([, value]) => !isFamily(value)));

function familyOf<F extends Gating | Expert>(part: string, family: F): F {
  if (typeof family === "function")
    throw new Error(`${part}; a factory, not what it makes: call ${family as string}`);
  if (isFamily(family)) return family;
  throw new Error(
    `${part}; no family of one's own, an object with evaluate, which only a module may have: ${shown(family)}; did you mean "${part === "expert" ? "experts" : "truth.gating.name"}"?`,
  );
}

const isDesign = (design: unknown): design is Design =>
  typeof design === "object" && design !== null && typeof (design as Design).draw === "function";

/** What a loss goes by. A function of the caller's own has a name that no other loss has. */
function lossName(loss: string | OwnLoss, i: number): string {
  if (typeof loss !== "function") return loss;
  if (loss.name === "") throw new Error(`losses[${i}]; a function without a name, which its results go by`);
  if ((densityErrorNames as readonly string[]).includes(loss.name) || isKnown(loss.name))
    throw new Error(`losses[${i}]; the library has a loss of this name: "${loss.name}"`);
  return loss.name;
}

function isKnown(name: string): boolean {
  try {
    lossByName(name);
    return true;
  } catch {
    return false;
  }
}
