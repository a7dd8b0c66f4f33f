import type { Expert, FamilyOptions, Gating } from "../../src/family.js";
import { lossByName } from "../../src/losses/index.js";
import { shown } from "../../src/numeric/shown.js";
import type { Design } from "../../src/types.js";
import { densityErrorNames } from "../densities.js";
import type { OwnParts } from "../types/experiment.js";
import type { ExperimentFile, OwnLoss } from "../types/experiment-file.js";

/** A spec in two: what is plain data, with names for its functions, and its objects and functions. */
export interface Apart {
  readonly data: unknown;
  readonly own: OwnParts;
  readonly design?: Design;
}

/** Takes the objects and functions of a module out of its spec. Throws where one is not what it should be. */
export function apart(spec: ExperimentFile): Apart {
  if (typeof spec !== "object" || spec === null || Array.isArray(spec)) return { data: spec, own: {} };
  const { gating, expert, fitted, design, losses, ...data } = spec;
  const named = Array.isArray(losses) ? losses.map(lossName) : losses;
  const functions = Array.isArray(losses) ? losses.filter((loss) => typeof loss === "function") : [];
  const [fittedGating, fittedExpert] = [fitted?.gating, fitted?.expert];
  const families = {
    ...(isFamily(fittedGating) ? { gating: fittedGating } : {}),
    ...(isFamily(fittedExpert) ? { expert: fittedExpert } : {}),
  };
  return {
    data: {
      ...data,
      ...(fitted === undefined ? {} : { fitted: withoutFamilies(fitted) }),
      ...(design === undefined || isDesign(design) ? {} : { design }),
      ...(losses === undefined ? {} : { losses: named }),
    },
    own: {
      ...(gating === undefined ? {} : { gating: familyOf("gating", gating) }),
      ...(expert === undefined ? {} : { expert: familyOf("expert", expert) }),
      ...(Object.keys(families).length > 0 ? { fitted: families } : {}),
      ...(isDesign(design) ? { design: true } : {}),
      ...(functions.length > 0
        ? { losses: Object.fromEntries(functions.map((loss) => [loss.name, loss])) }
        : {}),
    },
    ...(isDesign(design) ? { design } : {}),
  };
}

const isFamily = <F extends Gating | Expert>(value: FamilyOptions | F | undefined): value is F =>
  typeof value?.evaluate === "function";

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
